"""Rules as ordinary Python, beside their compiled selves in one process.

A rule's globals are compiled rules, so a plain rule would call compiled helpers. Each module of rules has a twin here:
the same globals, with rules and modules of rules in place of which stand their twins. Code and line numbers are the
rules' own, so breakpoints, coverage and tracebacks show the true file, and nothing stands between a rule and a call.
"""

import sys
import types
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

PACKAGE = __name__.partition(".")[0]
_TWINS: dict[str, types.ModuleType] = {}
_PLAIN: dict[types.FunctionType, types.FunctionType] = {}


def plain(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The uncompiled twin of a rule; everything that it calls is uncompiled too.

    >>> from consolidation.engine.draws import uniform
    >>> plain(uniform)(1, 2, 3, 4) == uniform(1, 2, 3, 4)
    True
    """
    function = source(rule)
    if function not in _PLAIN:
        _PLAIN[function] = rebound(function, vars(twin(sys.modules[function.__module__])))
    return _PLAIN[function]


def rebound(function: types.FunctionType, names: dict[str, Any]) -> types.FunctionType:
    """The same function with other globals."""
    made = types.FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )  # fmt: skip
    made.__kwdefaults__, made.__doc__ = function.__kwdefaults__, function.__doc__
    made.__module__, made.__qualname__ = function.__module__, function.__qualname__
    return made


def twins() -> list[dict[str, Any]]:
    """The globals of all twins so far."""
    return [vars(module) for module in _TWINS.values()]


def stand_in(function: types.FunctionType, other: types.FunctionType, undone: ExitStack) -> None:
    """Let `plain` give another function for a rule's, until it is undone."""
    if function in _PLAIN:
        undone.callback(_PLAIN.__setitem__, function, _PLAIN[function])
    else:
        undone.callback(_PLAIN.pop, function)
    _PLAIN[function] = other


def twin(module: types.ModuleType) -> types.ModuleType:
    """A module's twin, made when it is first asked for. Modules that name each other find each other's."""
    if module.__name__ not in _TWINS:
        made = _TWINS[module.__name__] = types.ModuleType(module.__name__, module.__doc__)
        made.__dict__.update(vars(module))
        made.__dict__.update(plainly(vars(module)))
    return _TWINS[module.__name__]


def plainly(names: dict[str, Any]) -> dict[str, Any]:
    """Of some globals, those that stand for rules or modules of the package, as their plain twins."""
    found: dict[str, Any] = {}
    for name, held in names.items():
        if compiled(held):
            found[name] = plain(held)
        elif isinstance(held, types.ModuleType) and held.__name__.partition(".")[0] == PACKAGE:
            found[name] = twin(held)
    return found


def compiled(thing: Any) -> bool:
    """Whether something is a compiled rule."""
    return isinstance(getattr(thing, "py_func", None), types.FunctionType)


def source(rule: Callable[..., Any]) -> types.FunctionType:
    """The function that a rule was made of."""
    function = getattr(rule, "py_func", rule)
    if not isinstance(function, types.FunctionType):
        raise TypeError(f"{rule!r} is no rule")
    return function
