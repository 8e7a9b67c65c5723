"""The small language that both worlds read alike, and a reader of it.

A rule runs compiled over records or as plain Python over objects, and must mean the same in both. Records truncate a
real number that is written to a whole column, objects keep it; a record's row is a view, an object's a thing. So the
language is small: rows are referred to by number, columns are written one by one, whole numbers stay whole.

`Reader` follows rules as the compiler does, from the kinds of their arguments into every rule they call, and says which
columns each reads and writes and, with file, line and nearest name, what is no word of the language.
"""

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from .expressions import Expressions
from .forms import sources, stamp
from .kinds import NOTHING, NUMBERS, RANGE, REAL, TRUTH, UNKNOWN, WHOLE, Column, Kind, Read, number_or_array
from .plain import source

STATEMENTS = (ast.Pass, ast.Break, ast.Continue, ast.Raise, ast.Assert)


class Reader:
    """Reads rules over the tables of one world, each once for each kinds of arguments."""

    def __init__(self, world: np.dtype) -> None:
        self.world = world
        self.known: dict[tuple[types.FunctionType, tuple[Kind, ...]], Read] = {}
        self.wrong: dict[str, None] = {}

    def rule(self, rule: Callable[..., Any], kinds: Iterable[Kind]) -> Read:
        """What is known of a rule called with arguments of such kinds."""
        function = source(rule)
        key = (function, tuple(kinds))
        if key not in self.known:
            found = syntax(function)
            self.known[key] = Read() if found else Read(UNKNOWN)
            if found:
                Walk(self, function, *found, key[1], self.known[key]).run()
        return self.known[key]

    def column(self, table: str, name: str) -> Kind | None:
        """The kind of a table's column, None if it has none of that name."""
        columns = self.world[table].base
        return number_or_array(columns[name]) if name in (columns.names or ()) else None

    def table(self, name: str) -> Kind | None:
        """The kind of one of the world's fields, None if it has none of that name."""
        if name not in (self.world.names or ()):
            return None
        kind = self.world[name]
        return Kind("table", name) if kind.base.names else number_or_array(kind)

    def own(self, by: Callable[[str], bool]) -> Iterator[tuple[types.FunctionType, set[Column]]]:
        """The rules of some modules, with what each writes itself."""
        for (function, _), read in self.known.items():
            if by(function.__module__):
                yield function, read.own_writes


class Walk(Expressions):
    """One rule, read from its first statement to its last."""

    def run(self) -> None:
        """Read it all."""
        self.block(self.node.body)

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            read = getattr(self, f"on_{type(statement).__name__}", None)
            if read is not None:
                read(statement)
            elif not isinstance(statement, STATEMENTS):
                self.refuse(statement, f"`{type(statement).__name__.lower()}` is no word of a rule")

    def on_Expr(self, node: ast.Expr) -> None:
        self.kind(node.value)

    def on_Return(self, node: ast.Return) -> None:
        gives = self.kind(node.value) if node.value else NOTHING
        before = self.read.gives
        if {before, gives} <= set(NUMBERS) and before != gives:
            self.refuse(node, f"returns {gives}, elsewhere {before}")
        self.read.gives = gives if before in (NOTHING, UNKNOWN) else before

    def on_If(self, node: ast.If | ast.While) -> None:
        self.kind(node.test)
        self.block(node.body)
        self.block(node.orelse)

    on_While = on_If

    def on_For(self, node: ast.For) -> None:
        over = self.kind(node.iter)
        self.store(node.target, WHOLE if over == RANGE else UNKNOWN, node)
        self.block(node.body)
        self.block(node.orelse)

    def on_Assign(self, node: ast.Assign) -> None:
        kind = self.kind(node.value)
        for target in node.targets:
            self.store(target, kind, node)

    def on_AugAssign(self, node: ast.AugAssign) -> None:
        self.store(node.target, self.sum(node, self.kind(node.target), node.op, self.kind(node.value)), node)

    def store(self, target: ast.expr, kind: Kind, node: ast.stmt) -> None:
        """A value that goes into a variable, a column or an element of an array."""
        if isinstance(target, ast.Tuple):
            parts = kind.of if kind.sort == "tuple" else [UNKNOWN] * len(target.elts)
            for one, part in zip(target.elts, parts, strict=True):
                self.store(one, part, node)
        elif isinstance(target, ast.Name):
            before = self.local.get(target.id, kind)
            if {before, kind} <= set(NUMBERS) and before != kind:
                hint = f": begin with {target.id} = 0.0" if {before, kind} == {WHOLE, REAL} else ""
                self.refuse(node, f"{target.id} is {before} and becomes {kind}{hint}")
            self.local[target.id] = kind
        elif isinstance(target, ast.Attribute):
            into = self.column(target, writes=True)
            if into.sort in ("array", "grid"):
                self.refuse(node, f"a whole array is assigned to {target.attr}: write its elements")
            self.fits(into, kind, target.attr, node)
        elif isinstance(target, ast.Subscript):
            self.index(target)
            whole = target.value
            base = self.column(whole, writes=True) if isinstance(whole, ast.Attribute) else self.kind(whole)
            if base.sort == "table":
                self.refuse(node, f"a whole row is assigned to {base}: write its columns")
            if base.sort in ("array", "grid"):
                self.fits(base.of, kind, ast.unparse(target.value), node)

    def fits(self, into: Kind, kind: Kind, name: str, node: ast.AST) -> None:
        """Whether a value is of the kind that its place wants."""
        if into in (WHOLE, REAL) and kind in NUMBERS and kind != into:
            hint = "; write `1 if ... else 0`" if kind == TRUTH else ""
            self.refuse(node, f"{name} is {into} and gets {kind}{hint}")


def syntax(function: types.FunctionType) -> tuple[ast.FunctionDef, int] | None:
    """A function's syntax and how many lines stand before it; None where the text it was made of is not at hand."""
    code = function.__code__
    times = stamp(code.co_filename)
    if times is not None:
        return next(((node, 0) for live, node in sources(code.co_filename, times[0]) if live == code), None)
    try:  # a cell of a notebook
        lines, first = inspect.getsourcelines(function)
        node = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, SyntaxError):
        return None
    return (node, first - 1) if isinstance(node, ast.FunctionDef) else None
