"""Levers set while the industry lives: a parameter's new value goes into the engine's row of parameters."""

from typing import Any

from .errors import BadInput
from .overrides import PARAMETERS, check, unknown

OPENING_ONLY: frozenset[str] = frozenset()
"""Parameters that are read once, when a world opens; setting them later would change nothing."""


def set_live(world: Any, name: str, value: Any) -> bool:
    """Write a parameter (by its dotted name) into a living world; False if it only shapes how a world opens."""
    if name not in PARAMETERS:
        raise BadInput(unknown("key", name, PARAMETERS))
    held = check(name, value)
    column = name.replace(".", "_", 1)
    parameters = world["params"]
    if name in OPENING_ONLY or column not in parameters.dtype.names:
        return False
    parameters[column][0] = coded(name, held)
    return True


def coded(name: str, value: Any) -> int | float:
    """A checked value as the engine's column holds it: switches as 0 and 1, choices as their place in the list."""
    choices = PARAMETERS[name].choices
    return choices.index(value) if choices else value
