"""The HTTP API: a route parses, calls one function of the application, returns its value."""
