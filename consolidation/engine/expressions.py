"""Expressions of rules: what each is, which columns it reads, and what in it is no word of the language."""

import ast
import builtins
import difflib
import inspect
import math
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .kinds import NUMBERS, RANGE, REAL, TEXT, TRUTH, UNKNOWN, WHOLE, Column, Kind, Read, kind_of

HELD = ("world", "table", "row", "array", "grid")
TO_WHOLE = (int, len, round)
GUARDED: dict[Any, str] = {
    math.log: "log",
    math.exp: "exp",
    math.sqrt: "root",
    math.pow: "to_power",
    math.floor: "floor",
}
"""What `engine.arithmetic` has a guarded one of."""


class Known(Protocol):
    """What a rule is read against: the tables of a world, and what is known of other rules (`language.Reader`)."""

    world: np.dtype
    wrong: dict[str, None]

    def column(self, table: str, name: str) -> Kind | None: ...

    def table(self, name: str) -> Kind | None: ...

    def rule(self, rule: Callable[..., Any], kinds: Iterable[Kind]) -> Read: ...


class Expressions:
    """What stands in one rule, known from the kinds of its arguments."""

    def __init__(
        self,
        reader: Known,
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

    def refuse(self, node: ast.AST, text: str) -> None:
        line = getattr(node, "lineno", 1) + self.line_before
        self.reader.wrong[f"{Path(self.function.__code__.co_filename).name}, line {line}: {text}"] = None

    # Expressions.

    def kind(self, node: ast.expr) -> Kind:
        """What an expression is."""
        read = getattr(self, f"of_{type(node).__name__}", None)
        if read is None:
            self.refuse(node, f"`{ast.unparse(node)[:40]}` is no word of a rule")
            return UNKNOWN
        return read(node)

    def of_Constant(self, node: ast.Constant) -> Kind:
        return kind_of(node.value)

    def of_JoinedStr(self, node: ast.JoinedStr) -> Kind:
        return TEXT

    def of_Name(self, node: ast.Name) -> Kind:
        if node.id in self.local:
            return self.local[node.id]
        if node.id in self.outside:
            return kind_of(self.outside[node.id])
        if hasattr(builtins, node.id):
            return kind_of(getattr(builtins, node.id))
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
            return kind_of(getattr(base.of, node.attr))
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
        all_of_them = [given.get(name, kind_of(one.default)) for name, one in signature.parameters.items()]
        read = self.reader.rule(function, all_of_them)
        self.read.reads |= read.reads
        self.read.writes |= read.writes
        return read.gives


def nearest(name: str, names: Iterable[str], cutoff: float = 0.0) -> str:
    """The words for the most alike of some names, if any is alike enough."""
    found = difflib.get_close_matches(name, names, 1, cutoff)
    return f"; the nearest is {found[0]!r}" if found else ""
