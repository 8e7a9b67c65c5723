"""The model held against history."""
