"""`@rule`: an ordinary Python function over rows, compiled by numba and kept on disk (`cache`).

`NUMBA_DISABLE_JIT=1` leaves functions as they are, for debugging and coverage, and so does a machine without numba.
"""

import dis
import functools
import hashlib
import os
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import numba
    from numba import config

    COMPILES = not config.DISABLE_JIT
except ImportError:  # a machine without it: the same rules, slower
    COMPILES = False

from .folder import cache_root

NEWEST_KNOWN = (0, 69)
"""Numba's inside is read for the cache; from this version on numba's own cache serves, folder by state."""


def rule(function: Callable[..., Any]) -> Any:
    """Compile a function over rows of the world's tables; calls, names and docstrings stay as they were.

    A rule takes the world or its rows and plain numbers, allocates nothing and uses `math.*` only, so that compiled and
    interpreted runs agree bit for bit. Division by zero stops the run instead of making an infinity. Raises `TypeError`
    if it names a global that a cache could not tell from another of the same name.
    """
    refuse_what_has_no_value(function)
    vars(function)["is_rule"] = True
    if not COMPILES:
        return function
    # No allocation (`_nrt=False`): a sixth less to compile and faster inside. Threads may run worlds side by side.
    if numba.version_info.short >= NEWEST_KNOWN:
        return plainly_cached(function)
    from .cache import RuleCache

    compiled = numba.njit(nogil=True, _nrt=False)(function)
    compiled._cache = RuleCache(function)
    return compiled


def plainly_cached(function: Callable[..., Any]) -> Any:
    """The same under a numba nobody has looked into: each state of the sources around it has a folder of its own."""
    home = Path(function.__code__.co_filename).resolve().parent
    while (home.parent / "__init__.py").exists():
        home = home.parent
    held, config.CACHE_DIR = config.CACHE_DIR, str(cache_root() / f"plain-{state_of(home)}")
    try:
        return numba.njit(cache=True, nogil=True, _nrt=False)(function)
    finally:
        config.CACHE_DIR = held


@functools.cache
def state_of(home: Path) -> str:
    """All sources below a folder, and what they are compiled for, as a hash."""
    sources = b"\0".join(path.read_bytes() for path in sorted(home.rglob("*.py")))
    return hashlib.sha256(sources + os.environ.get("CONSOLIDATION_FIRMS", "").encode()).hexdigest()[:24]


def refuse_what_has_no_value(function: Callable[..., Any]) -> None:
    """A rule may name numbers, strings, tuples, types, modules and functions:
    anything else is no part of its cache's key.
    """
    held = function.__globals__
    names = [name for name in function.__code__.co_names if name in held and not has_value(held[name])]
    if not names:
        return
    # Attributes are among a code's names too: a column may be called like a global that the rule does not use.
    read = {step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL"}
    for name in names:
        if name in read:
            where = f"{function.__module__}.{function.__qualname__}"
            raise TypeError(
                f"{where}: {name} is a {type(held[name]).__name__}; a rule may name numbers, strings, tuples, "
                f"types, rules"
            )


def has_value(thing: Any) -> bool:
    """Whether a global is a constant by its kind."""
    if isinstance(thing, tuple):
        return all(map(has_value, thing))
    plain = (
        bool,
        int,
        float,
        str,
        bytes,
        type(None),
        type,
        types.ModuleType,
        types.FunctionType,
        types.BuiltinFunctionType,
    )
    return isinstance(thing, plain) or hasattr(thing, "py_func") or (hasattr(thing, "dtype") and thing.shape == ())
