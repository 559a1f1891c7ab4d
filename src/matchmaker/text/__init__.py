"""What do words mean as numbers? Cleaning, encoders and the cache of vectors."""
