"""`@rule`: an ordinary Python function over rows, compiled by numba and kept on disk (`cache`).

`NUMBA_DISABLE_JIT=1` leaves functions as they are, for debugging and coverage.
"""

import dis
import types
from collections.abc import Callable
from typing import Any

import numba
from numba import config

NEWEST_KNOWN = (0, 69)
"""Numba's inside is read for the cache; from this version on its own cache is used, which knows files only."""


def rule(function: Callable[..., Any]) -> Any:
    """Compile a function over rows of the world's tables; calls, names and docstrings stay as they were.

    A rule takes the world or its rows and plain numbers, allocates nothing and uses `math.*` only, so that compiled and
    interpreted runs agree bit for bit. Division by zero stops the run instead of making an infinity. Raises `TypeError`
    if it names a global that a cache could not tell from another of the same name.
    """
    refuse_what_has_no_value(function)
    if config.DISABLE_JIT:
        return function
    # No allocation (`_nrt=False`): a sixth less to compile and faster inside. Threads may run worlds side by side.
    own = numba.version_info.short < NEWEST_KNOWN
    compiled = numba.njit(cache=not own, nogil=True, _nrt=False)(function)
    if own:
        from .cache import RuleCache

        compiled._cache = RuleCache(function)
    return compiled


def refuse_what_has_no_value(function: Callable[..., Any]) -> None:
    """A rule may name numbers, strings, tuples, types, modules and functions: anything else is no part of its cache's
    key.
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
