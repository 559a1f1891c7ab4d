"""What does it mean? From signals and a bundle to numbers with intervals."""
