"""The digest of a set of functions: what they say, what they call, and every value they name.

Taken from the functions that would be called now, so a rule replaced in a notebook or by a test counts, and from their
syntax without comments, docstrings, annotations and layout, so that a word more in an explanation does not. Where a
function stands does not count either: moving it changes nothing. The same rules have the same digest on every Python.
"""

import builtins
import hashlib
import importlib
import re
import sys
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from .forms import IMPORT, MEMORY, form_of, function_of, stamp

PACKAGE = str(Path(__file__).parents[1])
FLOAT = (float, np.floating)
PLAIN = (bool, int, str, bytes, type(None), date, np.integer, np.bool_, re.Pattern)


class NoValue(Exception):
    """Something that cannot be taken by value."""


@dataclass
class Walk:
    """A walk through all that functions reach. `strict` refuses what cannot be taken by value."""

    beyond: tuple[str, ...] = ()
    strict: bool = False

    def __post_init__(self) -> None:
        self.said: list[str] = []
        self.numbers: dict[int, int] = {}
        self.held: list[Any] = []  # so that no identity is used again while we walk
        self.attributes: set[str] = set()
        self.watched: list[tuple[dict[str, Any], str, Any]] = []

    def visit(self, functions: Iterable[Callable[..., Any]]) -> str:
        """The digest of some functions."""
        stamp.cache_clear()
        for function in functions:
            self.take(function)
        return hashlib.sha256("\0".join(self.said).encode()).hexdigest()

    def say(self, text: str) -> None:
        self.said.append(text)

    def take(self, thing: Any) -> None:
        """A value by value, a function of ours by what it says, anything else by its name."""
        function = function_of(thing)
        if function is not None and self.counts(function):
            if id(function) in self.numbers:
                self.say(f"function {self.numbers[id(function)]}")
                return
            self.numbers[id(function)] = len(self.numbers)
            self.held.append(function)
            self.function(function)
        elif isinstance(thing, type):
            self.type(thing)
        elif isinstance(thing, types.ModuleType):
            self.say(f"module {thing.__name__}")
        elif hasattr(thing, "__qualname__"):
            self.say(f"outside {thing.__module__}.{thing.__qualname__}")
        else:
            self.value(thing)

    def counts(self, function: types.FunctionType) -> bool:
        """Whether what a function says counts: not a library's, and not that of a room beyond the rules."""
        return not (function.__module__ or "").startswith(self.beyond) and not library(function.__code__.co_filename)

    def function(self, function: types.FunctionType) -> None:
        form = form_of(function)
        self.say(form.text)
        self.attributes.update(form.attributes)
        for default in (*(function.__defaults__ or ()), *sorted((function.__kwdefaults__ or {}).items())):
            self.take(default)
        for path in form.names:
            self.say(path[-1])
            try:
                self.take(self.follow(function, path))
            except NoValue as error:
                raise TypeError(f"{function.__module__}.{function.__qualname__}: {'.'.join(path)} is {error}") from None

    def follow(self, function: types.FunctionType, path: tuple[str, ...]) -> Any:
        """What a dotted name means to a function now:
        the first part that is no module, from its globals or its closure.
        """
        first, *rest = path
        if first.startswith(IMPORT):
            return self.imported(function, path)
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=False))
        if first in cells:
            thing = cells[first].cell_contents
        elif first in function.__globals__:
            thing = function.__globals__[first]
            self.watched.append((function.__globals__, first, thing))
        else:
            return getattr(builtins, first, None)
        return self.within(thing, rest)

    def within(self, thing: Any, rest: Iterable[str]) -> Any:
        """Down from a module to the first thing that is none."""
        for part in rest:
            if not isinstance(thing, types.ModuleType):
                break
            names = vars(thing)
            thing = getattr(thing, part, None)
            self.watched.append((names, part, thing))
        return thing

    def imported(self, function: types.FunctionType, path: tuple[str, ...]) -> Any:
        """What an import in a function's body brings."""
        _, level, name = path[0].split(" ")
        home = function.__globals__.get("__package__")
        try:
            module = importlib.import_module("." * int(level) + name, home)
            if len(path) > 1 and not hasattr(module, path[1]):
                importlib.import_module(f"{module.__name__}.{path[1]}")
        except ImportError:
            return None  # it fails when it is called, if it is called
        return self.within(module, path[1:])

    def type(self, kind: type) -> None:
        self.say(f"type {kind.__qualname__}")
        home = getattr(sys.modules.get(kind.__module__), "__file__", None)
        if id(kind) in self.numbers or home is None or library(home) or kind.__module__.startswith(self.beyond):
            return
        self.numbers[id(kind)] = len(self.numbers)
        self.held.append(kind)
        for name, member in sorted(vars(kind).items()):
            inner = function_of(getattr(member, "fget", None) or getattr(member, "__func__", member))
            if inner is not None and self.counts(inner):
                self.say(name)
                self.take(inner)

    def value(self, thing: Any) -> None:
        """A value, told apart by type and content."""
        if isinstance(thing, FLOAT):
            self.say(f"float {float(thing).hex()}")
        elif isinstance(thing, PLAIN):
            self.say(f"{type(thing).__name__} {thing!r}")
        elif isinstance(thing, tuple | list):
            self.say(f"{type(thing).__name__} {len(thing)}")
            for part in thing:
                self.take(part)
        elif isinstance(thing, np.dtype):
            self.dtype(thing)
        elif self.strict:
            raise NoValue(f"a {type(thing).__name__}, not a number, a string, a tuple, a type or a rule")
        elif isinstance(thing, set | frozenset):
            self.say(f"set {sorted(map(repr, thing))}")
        elif isinstance(thing, dict):
            self.say(f"dict {len(thing)}")
            for key, part in thing.items():
                self.take(key)
                self.take(part)
        elif isinstance(thing, np.ndarray):
            self.dtype(thing.dtype)
            self.say(f"array {thing.shape} {hashlib.sha256(thing.tobytes()).hexdigest()}")
        elif isinstance(thing, Path):
            self.say("path")  # where a file lies is no rule
        elif hasattr(thing, "__dataclass_fields__"):
            self.say(f"a {type(thing).__qualname__}")
            for name in thing.__dataclass_fields__:
                self.take(getattr(thing, name))
        else:
            self.say(f"a {type(thing).__qualname__}")

    def dtype(self, kind: np.dtype) -> None:
        """A table's type: its columns' names, types and places. Units and meanings are words."""
        if kind.subdtype is not None:
            self.say(f"{kind.subdtype[1]} of")
            self.dtype(kind.subdtype[0])
        elif kind.names is None:
            self.say(kind.str)
        else:
            for name in kind.names:
                inner, offset = kind.fields[name][:2]  # type: ignore[index]
                self.say(f"{name} at {offset}")
                self.dtype(inner)


STANDARD = (str(Path(types.__file__).parent), "<frozen")


def library(filename: str) -> bool:
    """Whether a source file belongs to Python itself or to an installed library."""
    own = filename.startswith(PACKAGE)
    return not own and (filename.startswith(STANDARD) or "site-packages" in filename)


class Digest:
    """The digest of functions as they are at each call; walked again only when a name has been bound anew."""

    def __init__(self, functions: Callable[[], Iterable[Callable[..., Any]]], beyond: tuple[str, ...] = ()) -> None:
        self.functions = functions
        self.beyond = beyond
        self._roots: tuple[Any, ...] = ()
        self._walk: Walk | None = None
        self._text = ""

    def _now(self) -> Walk:
        roots = tuple(self.functions())
        walk = self._walk
        if (
            walk is None
            or roots != self._roots
            or any(names.get(name) is not thing for names, name, thing in walk.watched)
        ):
            walk = Walk(self.beyond)
            self._text = walk.visit(roots)
            MEMORY.save()
            self._roots, self._walk = roots, walk
        return walk

    def __call__(self) -> str:
        """The digest, 64 hexadecimal digits."""
        self._now()
        return self._text

    @property
    def attributes(self) -> frozenset[str]:
        """Every attribute that the functions read: for rules, the columns."""
        return frozenset(self._now().attributes)


def key(rule: Callable[..., Any]) -> str:
    """The digest of one rule and all it calls, by value throughout. `TypeError` names what cannot be taken so."""
    return Walk(strict=True).visit([rule])
