"""Creator-brand matching."""
