"""The model: all that a researcher changes."""
