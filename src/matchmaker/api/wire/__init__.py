"""What goes over the wire: strict shapes of answers and problems."""
