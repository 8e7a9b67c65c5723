"""The digest of rules: one hash of live functions, of everything they call and of every value they name.

Taken from what is alive, so that a replaced rule, a notebook's rule and a monkeypatch count. Functions count by their form
(see `form`), values by value, and neither by where they stand: a move from file to file changes nothing. Functions of
Python and of installed libraries count by name.

The walk numbers functions and classes in the order in which it meets them, so rules may call each other in circles.
"""

import builtins
import enum
import functools
import hashlib
import importlib
import pickle
import sys
import types
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

from . import memo
from .form import IMPORT, Reference

OWN = __name__.partition(".")[0]
NUMBERS = (bool, int, float, complex, str, bytes, type(None), type(...), range)
MISSING = object()


def digest(functions: Iterable[Any], left_out: tuple[str, ...] = ()) -> str:
    """The digest of functions with all they reach; modules `left_out` (by the start of their names) are not entered."""
    roots = tuple(functions)
    key = (tuple(map(id, roots)), left_out)
    known = _LAST.get(key)
    if known is None or not known.stands():
        known = _LAST[key] = Walk(roots, left_out)
        memo.keep()
        while len(_LAST) > MOST:
            del _LAST[next(iter(_LAST))]
    return known.digest


def reached(functions: Iterable[Any], left_out: tuple[str, ...] = ()) -> list[types.FunctionType]:
    """The functions themselves and those they reach, in the order of the walk."""
    return Walk(tuple(functions), left_out).functions


def reads(functions: Iterable[Any], left_out: tuple[str, ...] = ()) -> set[str]:
    """The name of every attribute that functions read, or functions they reach."""
    return {name for function in reached(functions, left_out) for name in memo.form_of(function).reads}


class Walk:
    """One walk over live functions: what it met, and what must be as it was for the digest to stand."""

    def __init__(self, roots: tuple[Any, ...], left_out: tuple[str, ...] = (), strict: bool = False) -> None:
        self.roots, self.strict = roots, strict
        self.left_out = tuple(f"{module}." for module in left_out)
        self.functions: list[types.FunctionType] = []
        self.watched: list[tuple[Any, str, Any]] = []  # namespace, name, object
        self.made: list[tuple[Any, ...]] = []  # function, and what it was made of
        self.classes: list[tuple[type, int]] = []  # class, and how many members it had
        self.changeable: list[Any] = []  # objects that can change in place
        self._numbers: dict[int, int] = {}  # of functions and classes, by id
        self._tokens: dict[int, tuple[str, Any]] = {}  # by id, with the object, so that the id stays its own
        self._rooted = {id(plain_function(root)) for root in roots}
        self._waiting: deque[Any] = deque()
        lines = [self.value(root) for root in roots]
        while self._waiting:
            item = self._waiting.popleft()
            lines.append(self._class(item) if isinstance(item, type) else self._function(item))
        self.digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def stands(self) -> bool:
        """Whether everything the walk met is still the same."""
        for space, name, held in self.watched:
            if space.get(name, MISSING) is not held:
                return False
        for function, *parts in self.made:
            if any(now is not then for now, then in zip_longest(_made_of(function), parts)):
                return False
        if any(len(vars(kind)) != size for kind, size in self.classes):
            return False
        # Last, as it is the slow one: what can change in place is read again.
        return not self.changeable or Walk(self.roots, tuple(one[:-1] for one in self.left_out)).digest == self.digest

    def value(self, held: Any) -> str:
        """A value as text: functions and classes by their number, everything else by what it holds."""
        if type(held) in NUMBERS:
            return f"{type(held).__name__}:{held!r}"
        if id(held) in self._tokens:
            return self._tokens[id(held)][0]
        asked, rule = held, isinstance(getattr(held, "py_func", None), types.FunctionType)
        held = plain_function(held)
        if isinstance(held, types.FunctionType | type):
            token = self._numbered(held, rule)
            self._tokens[id(asked)] = token, asked
            return token
        if isinstance(held, types.MethodType):
            return f"method({self.value(held.__func__)},{self.value(held.__self__)})"
        if isinstance(held, functools.partial):
            return f"partial({self.value(held.func)},{self.value(held.args)},{self.value(held.keywords)})"
        if isinstance(held, list | dict | set | bytearray):
            self.changeable.append(held)
            return self._collection(held)
        if isinstance(held, tuple | frozenset | types.MappingProxyType):
            return self._collection(held)
        return self._array(held) or self._object(held)

    def _collection(self, held: Any) -> str:
        if isinstance(held, dict | types.MappingProxyType):
            inner = [f"{self.value(key)}:{self.value(one)}" for key, one in held.items()]
        elif isinstance(held, set | frozenset):
            inner = sorted(self.value(one) for one in held)
        else:
            inner = [self.value(one) for one in held]
        return f"{type(held).__name__}[{','.join(inner)}]"

    def _array(self, held: Any) -> str:
        numpy: Any = sys.modules.get("numpy")
        if numpy is None:
            return ""
        if isinstance(held, numpy.dtype):
            return layout(held)
        if isinstance(held, numpy.generic | numpy.ndarray) and not held.dtype.hasobject:
            if isinstance(held, numpy.ndarray):
                self.changeable.append(held)
            return f"{type(held).__name__}{layout(held.dtype)}{held.shape}{hashlib.sha256(held.tobytes()).hexdigest()}"
        return ""

    def _object(self, held: Any) -> str:
        """Whatever else there is: by name if it has one, by its state if it shows one."""
        kind = f"{type(held).__module__}.{type(held).__qualname__}"
        if isinstance(held, types.ModuleType):
            return f"module {held.__name__}"
        if isinstance(held, enum.Enum):
            return f"{type(held).__qualname__}.{held.name}={self.value(held.value)}"
        if isinstance(held, PurePath):
            return f"{kind}:{held}"
        name = getattr(held, "__qualname__", None) or getattr(held, "__name__", None)
        if isinstance(name, str):
            return f"{getattr(held, '__module__', '')}.{name}"
        self.changeable.append(held)
        try:
            return f"{kind}:{hashlib.sha256(pickle.dumps(held, 5)).hexdigest()}"
        except Exception:  # a lock or a file has no value
            return kind

    def _numbered(self, held: Any, rule: bool) -> str:
        module = held.__module__ or ""
        if f"{module}.".startswith(self.left_out):
            return f"outside {held.__qualname__}"
        # A rule counts wherever it comes from.
        if installed(module) and not rule and id(held) not in self._rooted:
            return f"{module}.{held.__qualname__}"
        if id(held) not in self._numbers:
            self._numbers[id(held)] = len(self._numbers)
            self._waiting.append(held)
        return f"#{self._numbers[id(held)]}"

    def _function(self, function: types.FunctionType) -> str:
        self.functions.append(function)
        form = memo.form_of(function)
        self.made.append((function, *_made_of(function)))
        found = [self._found(function, reference) for reference in form.references]
        return f"{form.hash} {found} {self.value(function.__defaults__)} {self.value(function.__kwdefaults__)}"

    def _found(self, function: types.FunctionType, reference: Reference) -> str:
        """What a name of a function stands for, followed through modules to the first thing that is none."""
        held, rest = self._first(function, reference)
        while rest and isinstance(held, types.ModuleType):
            held, rest = self._watch(vars(held), rest[0], held), rest[1:]
        if self.strict and not takeable(held):
            raise TypeError(refusal(function, ".".join(reference), held))
        if held is MISSING:
            return f"missing {reference[-1]}"
        return ".".join([self.value(held), *rest])

    def _first(self, function: types.FunctionType, reference: Reference) -> tuple[Any, Reference]:
        name, rest = reference[0], reference[1:]
        if name.startswith(IMPORT):
            return imported(name, rest, function.__globals__), rest
        if name in function.__code__.co_freevars:
            return _cell((function.__closure__ or ())[function.__code__.co_freevars.index(name)]), rest
        held = self._watch(function.__globals__, name)
        return (getattr(builtins, name, MISSING) if held is MISSING else held), rest

    def _watch(self, space: dict[str, Any], name: str, module: Any = None) -> Any:
        held = space.get(name, MISSING)
        if held is MISSING and module is not None:
            held = getattr(module, name, MISSING)  # a module may make its names when asked
        else:
            self.watched.append((space, name, held))
        return held

    def _class(self, held: type) -> str:
        """A class by its bases and by the functions and values in its body."""
        members = []
        self.classes.append((held, len(vars(held))))
        for name, one in sorted(vars(held).items()):
            self.watched.append((vars(held), name, one))
            if isinstance(one, staticmethod | classmethod):
                one = one.__func__
            if isinstance(one, property):
                one = (one.fget, one.fset)
            if isinstance(one, functools.cached_property):
                one = one.func
            written = isinstance(one, types.FunctionType) and not one.__code__.co_filename.startswith("<string>")
            generated = isinstance(one, types.FunctionType) or (name.startswith("__") and name.endswith("__"))
            if written or not generated:
                members.append(f"{name}={self.value(one)}")
        fields = tuple(vars(held).get("__annotations__", ()))
        return f"class {self.value(held.__bases__)} {fields} {members}"


MOST = 64
_LAST: dict[tuple[Any, ...], Walk] = {}


def takeable(held: Any) -> bool:
    """Whether a compiled rule may name it: it cannot change in place, and all of it is taken by value."""
    if isinstance(held, tuple | frozenset):
        return all(map(takeable, held))
    if isinstance(held, list | dict | set | bytearray) or type(held).__name__ == "ndarray":
        return False
    if type(held) in NUMBERS or isinstance(held, type | types.ModuleType | enum.Enum) or callable(held):
        return True
    return held is MISSING or type(held).__module__.partition(".")[0] in ("numpy", "numba")


def refusal(function: types.FunctionType, name: str, held: Any) -> str:
    """Why a rule is refused, in one line."""
    return (
        f"rule {function.__qualname__}: {name} is a {type(held).__name__}; "
        "a rule may name numbers, strings, tuples, types and rules, which can be taken by value"
    )


def plain_function(held: Any) -> Any:
    """The Python function behind a compiled rule or a cache of results; anything else as it is."""
    if isinstance(held, types.FunctionType | type):
        return held
    inner = getattr(held, "py_func", None) or getattr(held, "__wrapped__", None)
    return inner if isinstance(inner, types.FunctionType) else held


def _made_of(function: types.FunctionType) -> list[Any]:
    keywords = [part for pair in (function.__kwdefaults__ or {}).items() for part in pair]
    return [function.__code__, function.__defaults__, *keywords, *map(_cell, function.__closure__ or ())]


def _cell(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return MISSING  # not filled yet


@lru_cache(maxsize=1024)
def installed(module: str) -> bool:
    """Whether a module is Python's or an installed library's, and not this package's."""
    top = module.partition(".")[0]
    if top == OWN:
        return False
    if top in sys.stdlib_module_names or not top:
        return True
    file = getattr(sys.modules.get(top), "__file__", None) or ""
    return "site-packages" in file or "dist-packages" in file


def imported(name: str, rest: Reference, namespace: dict[str, Any]) -> Any:
    """What an import in a function's body brings: a module, from which the rest is asked."""
    _, level, module = name.split(" ")
    dotted = "." * int(level) + module
    try:
        found = importlib.import_module(dotted, namespace.get("__package__") or None)
        if rest and not hasattr(found, rest[0]):
            importlib.import_module(f"{found.__name__}.{rest[0]}")
    except (ImportError, TypeError):
        return MISSING
    return found


@lru_cache(maxsize=256)
def _layout(dtype: Any, kind: str) -> str:
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return f"{layout(base)}{shape}"
    if dtype.names is None:
        return str(dtype.str)
    fields = [(name, layout(dtype.fields[name][0]), dtype.fields[name][1]) for name in dtype.names]
    return f"{kind}{fields}{dtype.itemsize}"


def layout(dtype: Any) -> str:
    """A NumPy type by its names, types, offsets and shapes: not by what its metadata says about them."""
    return _layout(dtype, dtype.type.__name__)
