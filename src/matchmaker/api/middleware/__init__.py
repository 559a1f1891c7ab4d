"""What every request passes: an id, a log line, a key, a rate and a size; pure ASGI, nothing is buffered."""
