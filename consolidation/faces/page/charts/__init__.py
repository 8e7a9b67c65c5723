"""The charts: each a function from a run to a figure."""
