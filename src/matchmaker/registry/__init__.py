"""Which version? Champions by alias, the last good cache, or the shipped bundle."""
