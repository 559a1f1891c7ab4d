"""What happens when someone asks? The store, the models and the ranking joined into one answer."""
