"""What an expression of a rule is: a whole or a real number, a row of a table, an array; what is known of a rule."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Column = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """What an expression is: a number, a row of a table, an array of numbers, a rule ..."""

    sort: str
    of: Any = None

    def __str__(self) -> str:
        return SPOKEN.get(self.sort, self.sort).format(self.of)


WHOLE, REAL, TRUTH, NOTHING, UNKNOWN = map(Kind, ("whole", "real", "truth", "nothing", "unknown"))
WORLD, RANGE, TEXT = map(Kind, ("world", "range", "text"))
NUMBERS = (WHOLE, REAL, TRUTH)
SPOKEN = {
    "whole": "a whole number",
    "real": "a real number",
    "truth": "a truth value",
    "nothing": "nothing",
    "table": "the table {}",
    "row": "a row of {}",
    "array": "an array",
    "grid": "an array",
}


@dataclass
class Read:
    """What is known of a rule: what it gives, reads and writes, by itself and with all it calls."""

    gives: Kind = NOTHING
    reads: set[Column] = field(default_factory=set)
    writes: set[Column] = field(default_factory=set)
    own_writes: set[Column] = field(default_factory=set)


def number_or_array(kind: np.dtype) -> Kind:
    """The kind of a column; of an array, how its elements are."""
    element = WHOLE if kind.base.kind in "iu" else REAL
    return element if kind.subdtype is None else Kind("array" if len(kind.shape) == 1 else "grid", element)


def kind_of(thing: Any) -> Kind:
    """The kind of a value that is known now."""
    if isinstance(thing, bool | np.bool_):
        return TRUTH
    if isinstance(thing, int | np.integer):
        return WHOLE
    if isinstance(thing, float | np.floating):
        return REAL
    if isinstance(thing, tuple):
        return Kind("tuple", tuple(map(kind_of, thing)))
    if isinstance(thing, str):
        return TEXT
    return NOTHING if thing is None else Kind("thing", thing) if isinstance(thing, Hashable) else UNKNOWN
