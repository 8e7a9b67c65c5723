"""Levers set while the industry lives: a parameter's new value goes into the engine's row of parameters.

Some parameters are read once, when a world opens. Which those are is read off the rules of the week, so that the
answer stays true when a rule is changed.
"""

from typing import Any

from ..catalog.check import PARAMETERS, check, unknown
from ..catalog.errors import BadInput
from .rules import OF_THE_WEEK


def set_live(world: Any, name: str, value: Any) -> bool:
    """Write a parameter (by its dotted name) into a living world; False if it only shapes how a world opens."""
    if name not in PARAMETERS:
        raise BadInput(unknown("key", name, PARAMETERS))
    held = check(name, value)
    if name not in live_parameters():
        return False
    choices = PARAMETERS[name].choices
    world["params"][column(name)][0] = choices.index(held) if choices else held
    return True


def live_parameters() -> frozenset[str]:
    """The parameters that the week's rules read: those that can be set while the industry lives."""
    read = OF_THE_WEEK.attributes
    return frozenset(name for name in PARAMETERS if "." in name and column(name) in read)


def column(name: str) -> str:
    """The engine's column of a parameter: `tariffs.scale` is `tariffs_scale`."""
    return name.replace(".", "_", 1)
