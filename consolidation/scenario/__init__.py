"""What is assumed, strictly read: facts, files, price paths."""
