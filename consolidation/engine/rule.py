"""`@rule`: an ordinary Python function over rows, compiled by numba and kept on disk.

`NUMBA_DISABLE_JIT=1` leaves functions as they are, for debugging and coverage. `CONSOLIDATION_CACHE` moves the cache.
"""

import dis
import types
from collections.abc import Callable
from typing import Any

import numba
from numba import config

from . import cache
from .digest import refusal, takeable


def rule(function: Callable[..., Any]) -> Any:
    """Compile a function over rows of the world's tables; calls, names and docstrings stay as they were.

    A rule takes the world or its rows and plain numbers, allocates nothing and uses `math.*` only, so that compiled and
    interpreted runs agree bit for bit. Division by zero stops the run instead of making an infinity. Of globals it may name
    numbers, strings, tuples, types and rules: what can be taken by value. Raises TypeError for any other.
    """
    assert isinstance(function, types.FunctionType)
    _check(function)
    if config.DISABLE_JIT:
        return function
    if cache.SUITS:
        compiled = numba.njit(**cache.OPTIONS)(function)
        compiled._cache = cache.RuleCache(function)
        return compiled
    saved, config.CACHE_DIR = config.CACHE_DIR, str(cache.plain_folder(function))
    try:
        return numba.njit(cache=True, **cache.OPTIONS)(function)
    finally:
        config.CACHE_DIR = saved


def _check(function: types.FunctionType) -> None:
    """Refuse a rule whose compiled form could go stale unseen; what it names further down is checked with its key."""
    space = function.__globals__
    doubtful = {name for name in function.__code__.co_names if name in space and not takeable(space[name])}
    if doubtful:  # attributes are among these names: only what is loaded as a global counts
        for step in dis.get_instructions(function):
            if step.opname == "LOAD_GLOBAL" and step.argval in doubtful:
                raise TypeError(refusal(function, step.argval, space[step.argval]))
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            held = cell.cell_contents
        except ValueError:
            continue  # filled later, and looked at then
        if not takeable(held):
            raise TypeError(refusal(function, name, held))
