"""The small language that both worlds read alike, and a reader of it.

A rule runs compiled over records or as plain Python over objects, and must mean the same in both. Records truncate a
real number that is written to a whole column, objects keep it; a record's row is a view, an object's a thing. So the
language is small: rows are referred to by number, columns are written one by one, whole numbers stay whole.

`Reader` follows rules as the compiler does, from the kinds of their arguments into every rule they call, and says which
columns each reads and writes and, with file, line and nearest name, what is no word of the language.
"""

import ast
import builtins
import difflib
import inspect
import math
import textwrap
import types
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .forms import sources, stamp
from .plain import source

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
HELD = ("world", "table", "row", "array", "grid")
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
STATEMENTS = (ast.Pass, ast.Break, ast.Continue, ast.Raise, ast.Assert)
TO_WHOLE = (int, len, round)
GUARDED: dict[Any, str] = {
    math.log: "log",
    math.exp: "exp",
    math.sqrt: "root",
    math.pow: "to_power",
    math.floor: "floor",
}
"""What `engine.arithmetic` has a guarded one of."""


@dataclass
class Read:
    """What is known of a rule: what it gives, reads and writes, by itself and with all it calls."""

    gives: Kind = NOTHING
    reads: set[Column] = field(default_factory=set)
    writes: set[Column] = field(default_factory=set)
    own_writes: set[Column] = field(default_factory=set)


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


def number_or_array(kind: np.dtype) -> Kind:
    """The kind of a column; of an array, how its elements are."""
    element = WHOLE if kind.base.kind in "iu" else REAL
    return element if kind.subdtype is None else Kind("array" if len(kind.shape) == 1 else "grid", element)


class Walk:
    """One rule, read from its first statement to its last."""

    def __init__(
        self,
        reader: Reader,
        function: types.FunctionType,
        node: ast.FunctionDef,
        line_before: int,
        kinds: tuple[Kind, ...],
        read: Read,
    ) -> None:
        self.reader, self.function, self.node, self.line_before, self.read = reader, function, node, line_before, read
        code = function.__code__
        names = code.co_varnames[: code.co_argcount]
        self.local = dict.fromkeys(names, UNKNOWN) | dict(zip(names, kinds, strict=False))
        around = (cell.cell_contents for cell in function.__closure__ or ())
        self.outside = function.__globals__ | dict(zip(code.co_freevars, around, strict=True))

    def run(self) -> None:
        """Read it all."""
        self.block(self.node.body)

    def refuse(self, node: ast.AST, text: str) -> None:
        line = getattr(node, "lineno", 1) + self.line_before
        self.reader.wrong[f"{Path(self.function.__code__.co_filename).name}, line {line}: {text}"] = None

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            read = getattr(self, f"on_{type(statement).__name__}", None)
            if read is not None:
                read(statement)
            elif not isinstance(statement, STATEMENTS):
                self.refuse(statement, f"`{type(statement).__name__.lower()}` is no word of a rule")

    # Statements.

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

    # Expressions.

    def kind(self, node: ast.expr) -> Kind:
        """What an expression is."""
        read = getattr(self, f"of_{type(node).__name__}", None)
        if read is None:
            self.refuse(node, f"`{ast.unparse(node)[:40]}` is no word of a rule")
            return UNKNOWN
        return read(node)

    def of_Constant(self, node: ast.Constant) -> Kind:
        return self.value(node.value)

    def of_JoinedStr(self, node: ast.JoinedStr) -> Kind:
        return TEXT

    def of_Name(self, node: ast.Name) -> Kind:
        if node.id in self.local:
            return self.local[node.id]
        if node.id in self.outside:
            return self.value(self.outside[node.id])
        if hasattr(builtins, node.id):
            return self.value(getattr(builtins, node.id))
        near = nearest(node.id, [*self.local, *self.outside], 0.6)
        self.refuse(node, f"nothing is called {node.id!r}{near}")
        return UNKNOWN

    def of_Attribute(self, node: ast.Attribute) -> Kind:
        return self.column(node)

    def column(self, node: ast.Attribute, writes: bool = False) -> Kind:
        """A column of a row, a table of the world, a name of a module."""
        base = self.kind(node.value)
        if base.sort == "world":
            found = self.reader.table(node.attr)
            if found is not None and found.sort != "table":
                self.note((node.attr, ""), writes)
            return found or self.misspelt(node, "the world has no table", self.reader.world.names or ())
        if base.sort == "row":
            found = self.reader.column(base.of, node.attr)
            if found is None:
                return self.misspelt(node, f"{base.of} have no column", self.reader.world[base.of].base.names or ())
            self.note((base.of, node.attr), writes)
            return found
        if base.sort == "thing" and isinstance(base.of, types.ModuleType):
            if not hasattr(base.of, node.attr):
                return self.misspelt(node, f"{base.of.__name__.rpartition('.')[2]} has no", dir(base.of))
            return self.value(getattr(base.of, node.attr))
        return WHOLE if base.sort == "array" and node.attr == "size" else UNKNOWN

    def note(self, column: Column, writes: bool) -> None:
        """A column that is read or written here."""
        (self.read.writes if writes else self.read.reads).add(column)
        if writes:
            self.read.own_writes.add(column)

    def misspelt(self, node: ast.Attribute, no: str, names: Iterable[str]) -> Kind:
        self.refuse(node, f"{no} {node.attr!r}{nearest(node.attr, names)}")
        return UNKNOWN

    def of_Subscript(self, node: ast.Subscript) -> Kind:
        self.index(node)
        base = self.kind(node.value)
        if base.sort == "table":
            return Kind("row", base.of)
        if base.sort in ("array", "grid"):
            return base.of
        if base.sort == "tuple":
            at = getattr(node.slice, "value", None)
            return base.of[at] if isinstance(at, int) else base.of[0] if len(set(base.of)) == 1 else UNKNOWN
        return UNKNOWN

    def index(self, node: ast.Subscript) -> None:
        for one in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
            if isinstance(one, ast.Slice):
                self.refuse(node, "a slice: write the loop")
            elif self.kind(one) == REAL:
                self.refuse(node, f"{ast.unparse(one)} is a real number and no row")

    def of_Tuple(self, node: ast.Tuple) -> Kind:
        return Kind("tuple", tuple(self.kind(one) for one in node.elts))

    def of_UnaryOp(self, node: ast.UnaryOp) -> Kind:
        kind = self.kind(node.operand)
        return TRUTH if isinstance(node.op, ast.Not) else kind

    def of_BoolOp(self, node: ast.BoolOp) -> Kind:
        kinds = {self.kind(one) for one in node.values}
        return TRUTH if kinds == {TRUTH} else UNKNOWN

    def of_Compare(self, node: ast.Compare) -> Kind:
        for one in (node.left, *node.comparators):
            kind = self.kind(one)
            if kind.sort in HELD:
                self.refuse(node, f"{ast.unparse(one)} is {kind} and is compared: compare numbers of rows")
        return TRUTH

    def of_IfExp(self, node: ast.IfExp) -> Kind:
        self.kind(node.test)
        return self.alike(node, [self.kind(node.body), self.kind(node.orelse)])

    def of_BinOp(self, node: ast.BinOp) -> Kind:
        return self.sum(node, self.kind(node.left), node.op, self.kind(node.right))

    def sum(self, node: ast.AST, left: Kind, op: ast.operator, right: Kind) -> Kind:
        """What comes of two numbers."""
        for one in (left, right):
            if one.sort in HELD:
                self.refuse(node, f"{one} in a sum: use its columns")
        if UNKNOWN in (left, right):
            return UNKNOWN
        return REAL if isinstance(op, ast.Div) or REAL in (left, right) else WHOLE

    def alike(self, node: ast.AST, kinds: list[Kind]) -> Kind:
        """The one kind of several values."""
        numbers = {one for one in kinds if one in NUMBERS}
        if len(numbers) > 1:
            self.refuse(node, f"one of these is {' and one '.join(sorted(map(str, numbers)))}")
            return REAL
        return kinds[0] if len(set(kinds)) == 1 else UNKNOWN

    def of_Call(self, node: ast.Call) -> Kind:
        called = self.kind(node.func)
        kinds = [self.kind(one) for one in node.args]
        named = {one.arg: self.kind(one.value) for one in node.keywords if one.arg}
        what = called.of if called.sort == "thing" else None
        self.guarded(node, what, kinds)
        function = getattr(what, "py_func", what)
        if isinstance(function, types.FunctionType):
            return self.called(node, function, kinds, named)
        if what in (min, max):
            return self.alike(node, kinds)
        if what is range:
            return RANGE
        if what in TO_WHOLE or getattr(what, "__name__", "") in ("floor", "ceil"):
            return WHOLE
        if what is abs:
            return kinds[0]
        return REAL if what is float or getattr(what, "__module__", "") == "math" else UNKNOWN

    def guarded(self, node: ast.Call, what: Any, kinds: list[Kind]) -> None:
        """What plain Python raises for and compiled code does not goes through `engine.arithmetic`."""
        if self.function.__module__.startswith(__name__.rpartition(".")[0]):
            return
        if isinstance(what, types.BuiltinFunctionType) and what in GUARDED:
            self.refuse(node, f"math.{what.__name__}: use `{GUARDED[what]}` of `engine.arithmetic`")
        elif what is int and kinds != [WHOLE]:
            self.refuse(node, "int() of a real number: use `whole` of `engine.arithmetic`")

    def called(self, node: ast.Call, function: types.FunctionType, kinds: list[Kind], named: dict[str, Kind]) -> Kind:
        """A rule that is called: what it reads and writes counts for the caller too."""
        signature = inspect.signature(function)
        try:
            given = signature.bind(*kinds, **named).arguments
        except TypeError as error:
            self.refuse(node, f"{function.__name__}: {error}")
            return UNKNOWN
        all_of_them = [given.get(name, self.value(one.default)) for name, one in signature.parameters.items()]
        read = self.reader.rule(function, all_of_them)
        self.read.reads |= read.reads
        self.read.writes |= read.writes
        return read.gives

    def value(self, thing: Any) -> Kind:
        """The kind of a value that is known now."""
        if isinstance(thing, bool | np.bool_):
            return TRUTH
        if isinstance(thing, int | np.integer):
            return WHOLE
        if isinstance(thing, float | np.floating):
            return REAL
        if isinstance(thing, tuple):
            return Kind("tuple", tuple(map(self.value, thing)))
        if isinstance(thing, str):
            return TEXT
        return NOTHING if thing is None else Kind("thing", thing) if isinstance(thing, Hashable) else UNKNOWN


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


def nearest(name: str, names: Iterable[str], cutoff: float = 0.0) -> str:
    """The words for the most alike of some names, if any is alike enough."""
    found = difflib.get_close_matches(name, names, 1, cutoff)
    return f"; the nearest is {found[0]!r}" if found else ""
