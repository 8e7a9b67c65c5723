"""A recipe of thousands of runs, lived on every core, resumed at will."""
