"""Files scored by the authenticity model: the same functions, and so the same numbers, as the HTTP service."""
