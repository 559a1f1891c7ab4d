"""`python -m training gate`: judge a registered version against the champion of now."""
