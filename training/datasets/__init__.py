"""One small reader per public data set: files in, canonical tables out. Nothing is copied into the repository."""
