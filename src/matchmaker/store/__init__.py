"""What is remembered? The catalogue, rankings and outcomes in SQLite or PostgreSQL."""
