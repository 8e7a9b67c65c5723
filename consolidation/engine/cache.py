"""Compiled rules on disk, found by what the rules are.

Numba's own cache asks where a function stands and when its file was touched, and nothing about what it calls. Here a
compiled rule is filed under the digest of itself and all it calls, and under compiler, processor and flags: a changed
word, a second clone or another environment of the same versions finds it, a changed rule anywhere below does not.

The files are pickles, so the folder is the user's own and closed to others. A damaged file is removed and compiled
anew.
"""

import hashlib
import os
import pickle
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba import config
from numba.core.caching import CompileResultCacheImpl, _Cache

from .digest import key
from .folder import cache_root, private

LEAST_AGE_SECONDS = 86_400.0
"""What was used within a day is never pruned."""
MOST_BYTES = 1 << 30
CHECK = 32  # bytes of SHA-256 before the pickle


def settings() -> str:
    """What changes machine code without changing a rule: compiler, interpreter and its flags."""
    versions = (numba.__version__, llvmlite.__version__, sys.version, str(config.BOUNDSCHECK), str(config.OPT))
    return "\n".join(versions)


class RuleCache(_Cache):
    """The cache of one rule. Every fault of the disk costs a compilation, never the run."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._key = ""
        self._on = True

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(cache_root())

    def enable(self) -> None:
        """Use the disk."""
        self._on = True

    def disable(self) -> None:
        """Leave the disk alone."""
        self._on = False

    def flush(self) -> None:
        """Nothing is held back."""

    def key(self) -> str:
        """The digest of the rule and all it calls, taken when it is first asked for: by then all of them are there."""
        if not self._key:
            self._key = key(self._function)
        return self._key

    def file(self, sig: Any, codegen: Any) -> Path:
        """Where this rule is kept for arguments of these types on this processor."""
        parts = (self.key(), str(sig), repr(codegen.magic_tuple()), settings())
        stamp = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
        return cache_root() / f"{self._function.__module__}.{self._function.__qualname__}-{stamp}.nbc"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled rule from disk; None if it is not there or not whole."""
        if not self._on or not private(cache_root()):
            return None
        target_context.refresh()
        path = self.file(sig, target_context.codegen())
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        try:
            if hashlib.sha256(data[CHECK:]).digest() != data[:CHECK]:
                raise ValueError("damaged")
            return CompileResultCacheImpl.rebuild(None, target_context, pickle.loads(data[CHECK:]))
        except Exception:  # whatever is wrong with it, it can be made again
            path.unlink(missing_ok=True)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled rule: written aside, moved over."""
        if not self._on or any(not lifted.can_cache for lifted in data.lifted) or data.library.has_dynamic_globals:
            return
        path = self.file(sig, data.codegen)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            if not private(path.parent):
                return
            content = numba.core.serialize.dumps(CompileResultCacheImpl.reduce(None, data))
            aside.write_bytes(hashlib.sha256(content).digest() + content)
            aside.replace(path)
            prune(path.parent)
        except OSError:
            aside.unlink(missing_ok=True)


_pruned_at = 0.0


def prune(root: Path, every_seconds: float = 60.0) -> int:
    """Remove what was used longest ago until the rest fits `CONSOLIDATION_CACHE_BYTES`; the number removed.

    Looks at the folder once a minute at most; never takes what was used within a day.
    """
    global _pruned_at
    now = time.time()
    if now - _pruned_at < every_seconds:
        return 0
    _pruned_at = now
    most = int(os.environ.get("CONSOLIDATION_CACHE_BYTES", MOST_BYTES))
    held = []
    for path in root.iterdir():
        try:
            found = path.stat()
        except OSError:
            continue  # another process was quicker
        if stat.S_ISREG(found.st_mode):
            held.append((found.st_mtime, found.st_size, path))
    total = sum(size for _, size, _ in held)
    removed = 0
    for used, size, path in sorted(held, key=lambda entry: entry[0]):
        if total <= most or now - used < LEAST_AGE_SECONDS:
            break
        path.unlink(missing_ok=True)
        total -= size
        removed += 1
    return removed
