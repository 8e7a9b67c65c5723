"""A table is a NumPy structured dtype whose columns are declared one a line: name, type, unit, meaning."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


def column(name: str, type: str, unit: str, meaning: str, *shape: int) -> Column:
    """A column: `i8` whole numbers, `f8` reals; `shape` for a small array in each row."""
    return Column(name, type, unit, meaning, shape)


def table(*columns: Column) -> np.dtype:
    """The dtype of a table's row; the columns' units and meanings stay in its metadata."""
    return np.dtype(
        (np.record, [(c.name, c.type, c.shape) if c.shape else (c.name, c.type) for c in columns]),
        metadata={"columns": columns},
    )
