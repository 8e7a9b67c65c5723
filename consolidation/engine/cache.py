"""Compiled rules on disk, found by what they say: the digest of a rule and of all it calls is its key.

Numba's own cache asks where a function stands, when its file was touched, and nothing about what it calls. Numba puts the
machine code of what a rule calls into the rule's own, so here the key covers all that is reached: a changed word, a second
clone, another environment of the same versions recompile nothing; a changed rule, helper, code, type or capacity does.

One file a rule and types of arguments: a checksum, then numba's own pickle. A damaged one is removed and made again.
`_Cache` and the two methods of a compiled result are numba's private names; on a numba that has others its plain cache takes
over, in a folder for every state of the rule's package (`plain_folder`).
"""

import hashlib
import os
import pickle
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
CHECK = 32  # bytes of SHA-256 before the pickle
PRUNE_EVERY = 60.0  # seconds, within a process that compiles much

try:
    from numba.core.caching import _Cache
    from numba.core.compiler import CompileResult
    from numba.core.serialize import dumps

    SUITS = KNOWN[0] <= numba.version_info.short < KNOWN[1] and hasattr(CompileResult, "_reduce")
except ImportError:
    _Cache = object
    SUITS = False


def compiler() -> str:
    """What makes machine code of a rule, besides the processor: versions and flags."""
    flags = f"bounds {config.BOUNDSCHECK} opt {config.OPT} {sorted(OPTIONS.items())}"
    return f"numba {numba.__version__} llvmlite {llvmlite.__version__} python {sys.version} {flags}"


def key(function: types.FunctionType) -> str:
    """The key of a rule: its digest, the compiler, and the names under which numba looks functions up again."""
    walk = Walk((function,), strict=True)
    names = sorted({f"{one.__module__}:{one.__qualname__}" for one in walk.functions})
    return hashlib.sha256("\n".join([walk.digest, compiler(), *names]).encode()).hexdigest()


class RuleCache(_Cache):
    """The cache of one rule. Its key is taken when it is first asked: by then all that the rule calls is defined."""

    def __init__(self, function: types.FunctionType) -> None:
        self.function = function
        self.on = True
        self._key = ""

    @property
    def cache_path(self) -> str:
        """Where the files are."""
        return str(folder.cache_root())

    def enable(self) -> None:
        """Use the disk."""
        self.on = True

    def disable(self) -> None:
        """Leave the disk alone."""
        self.on = False

    def flush(self) -> None:
        """Nothing is held back."""

    def file(self, place: Path, sig: Any, codegen: Any) -> Path:
        """The rule's file for arguments of these types on this processor."""
        if not self._key:
            self._key = key(self.function)
            memo.keep()
        content = "\n".join([self._key, str(sig), repr(codegen.magic_tuple())])
        name = f"{self.function.__module__}.{self.function.__qualname__}".replace("<", "").replace(">", "")
        return place / f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:24]}.nbc"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled rule, None if there is none that is whole."""
        target_context.refresh()
        place = folder.private() if self.on else None
        if place is None:
            return None
        path = self.file(place, sig, target_context.codegen())
        try:
            data = path.read_bytes()
        except OSError:
            return None
        try:
            if hashlib.sha256(data[CHECK:]).digest() != data[:CHECK]:
                raise ValueError("damaged")
            found = CompileResult._rebuild(target_context, *pickle.loads(data[CHECK:]))
        except Exception:  # whatever is wrong with it, it can be made again
            folder.remove(path)
            return None
        folder.used(path)
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled rule; a cache that cannot be written costs time, never the run."""
        place = folder.private() if self.on else None
        if place is None or data.lifted or data.library.has_dynamic_globals:
            return
        content = dumps(data._reduce())
        path = self.file(place, sig, data.codegen)
        if not folder.write(path, hashlib.sha256(content).digest() + content):
            self.on = False
        make_room(place)


def files(rule: Any) -> list[Path]:
    """Where a compiled rule is kept, a file for each of its types of arguments; none under numba's plain cache."""
    place = folder.private()
    if place is None or not isinstance(rule._cache, RuleCache):
        return []
    return [rule._cache.file(place, sig, found.codegen) for sig, found in rule.overloads.items()]


_pruned: dict[Path, float] = {}


def make_room(place: Path) -> None:
    """Prune the folder, unless that was done a moment ago."""
    now = time.monotonic()
    if now - _pruned.get(place, -PRUNE_EVERY) >= PRUNE_EVERY:
        _pruned[place] = now
        folder.prune(place, folder.allowance())


def plain_folder(function: types.FunctionType) -> Path:
    """A folder for numba's plain cache: every state of all sources beside the rule has one of its own."""
    file = Path(function.__code__.co_filename).resolve()
    home = file.parent
    while (home.parent / "__init__.py").exists():
        home = home.parent
    sources = sorted(home.rglob("*.py")) if (home / "__init__.py").exists() else [file]
    return folder.cache_root() / f"plain-{_state(tuple(sources), os.environ.get('CONSOLIDATION_FIRMS', ''))}"


@cache
def _state(sources: tuple[Path, ...], firms: str) -> str:
    content = b"\0".join(path.read_bytes() for path in sources)
    return hashlib.sha256(content + compiler().encode() + firms.encode()).hexdigest()[:24]
