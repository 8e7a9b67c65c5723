"""A study as a page to read: tables, plots, notes."""
