"""What is known of a creator's audience, in words and numbers: observations with evidence, never a verdict."""
