"""What can be measured? Declared columns computed from a snapshot, the same for one creator and a million."""
