"""Versions: of the package, and of the numbers it produces."""

VERSION = "0.2.0"
"""Of the package; `pyproject.toml` says the same."""

MODEL_VERSION = "0.2.0"
"""Changes when any number of any run moves, and only then; part of a run's identity. The changelog says what moved."""
