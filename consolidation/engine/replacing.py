"""One's own rule in place of one of the industry's, for as long as a `with` block lasts.

    with replaced(solvency.use_spare_cash, mine):
        changed = run("classroom", seed=1)

Everything that calls the rule by its name, from whatever module it was imported into, calls the other one. Inside the
block industries live uncompiled (`plain`), for compiled code keeps what it was compiled with; runs bear the identity of
the rules they were lived under. One process: not across workers, nor threads.
"""

import contextlib
import importlib
import pkgutil
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import plain as engine

_ACTIVE: list[Callable[..., Any]] = []


def any_replaced() -> bool:
    """Whether a rule is replaced now, so that industries have to live uncompiled."""
    return bool(_ACTIVE)


@contextlib.contextmanager
def replaced(rule: Callable[..., Any], mine: Callable[..., Any]) -> Iterator[None]:
    """Let `mine` stand for a rule: a function of the same parameters, which may call rules by name.

    Blocks may be nested; what was there before returns at the end, also when an error ends the block. TypeError: no
    rule, or other parameters.
    """
    was, now = engine.source(rule), engine.source(mine)
    if was.__code__.co_varnames[: was.__code__.co_argcount] != now.__code__.co_varnames[: now.__code__.co_argcount]:
        raise TypeError(f"{now.__qualname__}: other parameters than {was.__qualname__}'s")
    modules = whole()
    before = engine.plain(rule)
    stands_for = engine.rebound(now, now.__globals__ | engine.plainly(now.__globals__))
    with contextlib.ExitStack() as undone:
        # In the modules themselves, so that identities are those of the rules that are lived under.
        for module in modules:
            put(vars(module), lambda held: held is rule, mine, undone)
        for home in engine.twins():
            put(home, lambda held: held is before, stands_for, undone)
        for function in {was, now}:
            engine.stand_in(function, stands_for, undone)
        _ACTIVE.append(mine)
        undone.callback(_ACTIVE.pop)
        yield


def whole() -> list[types.ModuleType]:
    """All modules of the package that are there, those of rules among them, with their twins: none is made meanwhile,
    or it would keep what stands in a rule's place.
    """
    for found in pkgutil.walk_packages([str(Path(__file__).parents[1] / "industry")], f"{engine.PACKAGE}.industry."):
        importlib.import_module(found.name)
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == engine.PACKAGE]
    for module in modules:
        if any(map(engine.compiled, vars(module).values())):
            engine.twin(module)
    return modules


def put(names: dict[str, Any], is_it: Callable[[Any], bool], other: Any, undone: contextlib.ExitStack) -> None:
    """Put another thing under every name that holds a certain one, until it is undone."""
    for name in [name for name, held in names.items() if is_it(held)]:
        undone.callback(names.__setitem__, name, names[name])
        names[name] = other
