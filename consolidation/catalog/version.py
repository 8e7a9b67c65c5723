"""Versions: of the package, and of the numbers it produces."""

VERSION = "0.2.0"
"""Of the package; `pyproject.toml` says the same."""

MODEL_VERSION = "0.2.0"
"""Changes when any number of any run moves, and only then; part of a run's identity. The changelog says what moved."""

EQUAL_RULES: tuple[str, ...] = ()
"""Digests of earlier rules under which every figure of every shipped scenario was equal to the bit (`python -m
tests.hashes`): what was lived under them may be gone on with."""
