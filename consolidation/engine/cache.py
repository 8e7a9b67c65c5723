"""Compiled rules on disk, found by what they say: the digest of a rule and of all it calls is its key.

Numba's own index holds absolute paths, line numbers and times, and looks at one file only. This one gives it a stamp of
ours: a changed word, a docstring, a second clone recompile nothing; a changed rule, helper, code, type or capacity does.
Numba puts the machine code of what a rule calls into the rule's own, so the key covers all that is reached.

These are numba's private classes. On a numba that has others, its plain cache takes over, in a folder for every state of
the rule's package (`plain_folder`).
"""

import hashlib
import sys
import time
import types
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba import config

from . import folder, memo
from .digest import Walk

KNOWN = ((0, 62), (0, 69))
"""The first version of numba whose cache is known to work so, and the first of which nobody has seen it."""
OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}
"""How rules are compiled. No allocation: a sixth less to compile and faster inside. Threads may run worlds side by side."""
PRUNE_EVERY = 60.0  # seconds, within a process that compiles much

try:
    from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile

    SUITS = KNOWN[0] <= tuple(map(int, numba.__version__.split(".")[:2])) < KNOWN[1]
except ImportError:
    CompileResultCacheImpl = FunctionCache = IndexDataCacheFile = object
    SUITS = False


def compiler() -> str:
    """What makes machine code of a rule, besides the processor (numba's own index tells those apart)."""
    flags = f"bounds {config.BOUNDSCHECK} opt {config.OPT} {sorted(OPTIONS.items())}"
    return f"numba {numba.__version__} llvmlite {llvmlite.__version__} python {sys.version} {flags}"


def key(function: types.FunctionType) -> str:
    """The key of a rule: its digest, the compiler, and the names under which numba looks functions up again."""
    walk = Walk((function,), strict=True)
    names = sorted({f"{one.__module__}:{one.__qualname__}" for one in walk.functions})
    return hashlib.sha256("\n".join([walk.digest, compiler(), *names]).encode()).hexdigest()


class _Files(IndexDataCacheFile):
    """Index and data of one rule; whatever is read is marked as used, and writing makes room."""

    def _load_data(self, name: str) -> Any:
        data = super()._load_data(name)
        folder.used(Path(self._index_path), Path(self._data_path(name)))
        return data

    def save(self, key: Any, data: Any) -> None:
        super().save(key, data)
        memo.keep()
        make_room(Path(self._cache_path))


class _Place:
    """What numba calls a locator."""

    def __init__(self, function: types.FunctionType, place: Path) -> None:
        self._py_file = function.__code__.co_filename
        self.place = place

    def ensure_cache_path(self) -> None:
        """The folder is there: `folder.private` made it."""

    def get_cache_path(self) -> str:
        """Where the files are."""
        return str(self.place)


class _Results(CompileResultCacheImpl):
    """Numba's way of writing compiled results, without its way of placing them."""

    def __init__(self, function: types.FunctionType, place: Path, stamp: str) -> None:
        self._lineno = function.__code__.co_firstlineno
        self._locator = _Place(function, place)
        self._filename_base = base(function, stamp)


class RuleCache(FunctionCache):
    """The cache of one rule. Its key is taken when it is first asked: by then all that the rule calls is defined."""

    def __init__(self, function: types.FunctionType) -> None:
        self._name = repr(function)
        self._py_func = function
        self._ready = False
        self.enable()

    @property
    def cache_path(self) -> str:
        """Where the files are."""
        return str(folder.cache_root())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled result for these types, None if there is none."""
        self._prepare()
        return super().load_overload(sig, target_context)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled result; a cache that cannot be written costs time, never the run."""
        self._prepare()
        try:
            super().save_overload(sig, data)
        except OSError:
            self.disable()

    def _prepare(self) -> None:
        if self._ready:
            return
        self._ready = True
        place = folder.private()
        if place is None:
            self.disable()
            return
        stamp = key(self._py_func)
        self._cache_path = str(place)
        self._impl = _Results(self._py_func, place, stamp)
        self._cache_file = _Files(str(place), self._impl.filename_base, stamp)

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        return sig, codegen.magic_tuple()


def base(function: types.FunctionType, stamp: str) -> str:
    """The beginning of a rule's file names: module, name, key."""
    name = f"{function.__module__}.{function.__qualname__}".replace("<", "").replace(">", "")
    return f"{name}-{stamp[:16]}"


@cache
def _pruned() -> list[float]:
    return [-PRUNE_EVERY]


def make_room(place: Path) -> None:
    """Prune the folder, unless that was done a moment ago."""
    last = _pruned()
    if time.monotonic() - last[0] >= PRUNE_EVERY:
        last[0] = time.monotonic()
        folder.prune(place, folder.allowance())


def plain_folder(function: types.FunctionType) -> Path:
    """A folder for numba's plain cache: every state of all sources beside the rule has one of its own."""
    file = Path(function.__code__.co_filename).resolve()
    home = file.parent
    while (home.parent / "__init__.py").exists():
        home = home.parent
    sources = sorted(home.rglob("*.py")) if (home / "__init__.py").exists() else [file]
    return folder.cache_root() / f"plain-{_state(tuple(sources))}"


@cache
def _state(sources: tuple[Path, ...]) -> str:
    content = b"\0".join(path.read_bytes() for path in sources)
    return hashlib.sha256(content + compiler().encode()).hexdigest()[:24]
