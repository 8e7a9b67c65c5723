"""Versions: of the package, and of the numbers it produces."""

VERSION = "0.2.0"
"""Of the package; `pyproject.toml` says the same."""

MODEL_VERSION = "0.2.0"
"""Changes when what is recorded, and how, moves a figure. That a rule was edited is in the digest of the rules; both
are part of a run's identity, and the changelog says what moved."""

EQUAL_RULES: tuple[str, ...] = ()
"""Digests of earlier rules under which every figure of every shipped scenario was equal to the bit (`python -m
tests.hashes`): what was lived under them may be gone on with."""
