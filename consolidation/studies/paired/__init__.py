"""The same luck on both sides: comparisons, attribution, findings."""
