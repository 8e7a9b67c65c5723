"""One visitor: address, runs, comparisons, downloads."""
