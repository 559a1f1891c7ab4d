"""The steps from an empty database to the newest schema, in order, never edited once released."""
