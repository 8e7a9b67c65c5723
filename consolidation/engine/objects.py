"""The world as plain Python objects: a class a table with its columns as attributes, made from a record's dtype.

The same rules run over it uncompiled (`plain`), some eighty times faster than over a record uncompiled, and every
attribute is a Python number that a debugger shows. Arrays in a row are lists. `to_objects` and `to_record` convert.
"""

import functools
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import numpy as np


class Row:
    """A row of a table; subclasses have a slot for each column."""

    __slots__: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


class Array(list[Any]):
    """A small array in a row."""

    __slots__ = ()

    @property
    def size(self) -> int:
        """How many values it holds."""
        return len(self)


class Grid:
    """An array of several dimensions, of the world itself: read and written with all its indices at once."""

    __slots__ = ("cells", "strides")

    def __init__(self, cells: list[Any], shape: tuple[int, ...]) -> None:
        self.cells = cells
        self.strides = tuple(int(np.prod(shape[axis + 1 :])) for axis in range(len(shape)))

    def _at(self, index: tuple[int, ...]) -> int:
        return sum(i * stride for i, stride in zip(index, self.strides, strict=True))

    def __getitem__(self, index: tuple[int, ...]) -> Any:
        return self.cells[self._at(index)]

    def __setitem__(self, index: tuple[int, ...], value: Any) -> None:
        self.cells[self._at(index)] = value


@functools.cache
def row_class(name: str, columns: tuple[str, ...]) -> type[Row]:
    """The class of a table's rows."""
    return type(name, (Row,), {"__slots__": columns})


@functools.cache
def world_class(tables: tuple[str, ...]) -> type:
    """The class of a world: a slot for each table, which is a list of rows."""
    return type("World", (), {"__slots__": tables})


def to_objects(record: Any) -> Any:
    """The objects of a world that is a 0-d record of tables.

    >>> from consolidation.testing import blank
    >>> world = to_objects(blank())
    >>> world.clock[0].week + 1
    2
    """
    fields = record.view(np.ndarray)
    names = tuple(fields.dtype.names)
    world = world_class(names)()
    for name in names:
        found = fields[name]
        if found.dtype.names:
            setattr(world, name, rows_of(name, found))
        elif found.ndim == 1:
            setattr(world, name, Array(found.tolist()))
        else:
            setattr(world, name, Grid(found.reshape(-1).tolist(), found.shape))
    return world


def rows_of(name: str, table: np.ndarray) -> list[Row]:
    """A table's rows as objects, column by column."""
    columns = tuple(table.dtype.names or ())
    made = row_class(name, columns)
    rows = [made() for _ in range(len(table))]
    for column in columns:
        values = table[column].tolist()
        if table.dtype[column].shape:
            values = map(Array, values)
        for row, value in zip(rows, values, strict=True):
            setattr(row, column, value)
    return rows


def to_record(world: Any, record: Any, tables: Iterable[str] = ()) -> None:
    """Write a world of objects into a record of the same tables: all of them, or those that are named."""
    fields = record.view(np.ndarray)
    for name in tables or fields.dtype.names:
        found, held = fields[name], getattr(world, name)
        if isinstance(held, Grid):
            found.reshape(-1)[:] = held.cells
        elif isinstance(held, Array):
            found[:] = held
        else:
            fill(found, held, len(held))


def fill(table: np.ndarray, rows: list[Row], count: int) -> None:
    """Write the first so many rows into a table."""
    for column in table.dtype.names or ():
        table[column][:count] = list(map(attrgetter(column), rows[:count]))
