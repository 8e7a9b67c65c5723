"""A table is a NumPy structured dtype whose columns are declared one a line: name, type, unit, meaning."""

import math
from dataclasses import dataclass

import numpy as np

ANY, AMOUNT, PART = (-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0)
BOUNDS = dict.fromkeys(("share", "probability", "0/1", "0-1"), PART) | dict.fromkeys(
    (
        *("W", "kW", "MW", "kW/year", "TH", "TH/s", "TH/week", "EH/s", "J/TH", "rig", "firm", "site", "order", "block"),
        *("satoshi", "BTC", "BTC/day", "difficulty", "USD/BTC", "USD/TH", "USD/MWh", "USD/PH/day", "USD/kW-month"),
        *("ad valorem", "region", "vendor"),
    ),
    AMOUNT,
)
"""What a quantity of a unit may be; money, weeks, codes and rows are not among them."""
TAKEN = {"model", "unique_id", "pos", "random", "rng", "scenario", "remove", "step", "advance", "create_agents"} | {
    "row", "name", "table",
}  # fmt: skip
"""Names on Mesa's agents and on our rows of them: a column of such a name could not be read there."""


@dataclass(frozen=True)
class Column:
    """One column of a table. `signed`: its unit's lower bound is not its own. `of`: a total, and what it is made of."""

    name: str
    type: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()
    signed: bool = False
    of: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that it can be, infinite where nothing is said."""
        return ANY if self.signed else BOUNDS.get(self.unit, ANY)


def column(name: str, type: str, unit: str, meaning: str, *shape: int, signed: bool = False) -> Column:
    """A column: `i8` whole numbers, `f8` reals; `shape` for a small array in each row."""
    return Column(name, type, unit, meaning, shape, signed)


def derived(name: str, type: str, unit: str, meaning: str, *of: str, signed: bool = False) -> Column:
    """A total that is kept beside what it is made of, `table.column` each."""
    return Column(name, type, unit, meaning, (), signed, of)


def table(*columns: Column) -> np.dtype:
    """The dtype of a table's row; the columns' units and meanings stay in its metadata. ValueError: a name is taken."""
    taken = sorted(TAKEN & {one.name for one in columns})
    if taken:
        raise ValueError(f"no column may be called {', '.join(taken)}: agents have something of that name")
    return np.dtype(
        (np.record, [(c.name, c.type, c.shape) if c.shape else (c.name, c.type) for c in columns]),
        metadata={"columns": columns},
    )
