"""The levers of the scenario as the page's panel wants them: built from the schema, nothing about any lever is here."""

from typing import Any

from ....catalog.check import Parameter
from ..visitor.live import Live
from ..words import labels
from ..words.levers import CHOICES, FIRST, GROUPS, LEVERS, explained, label, said

STEPS = 100
SENSIBLE = 4.0
"""Bounds are wide, for research; a slider whose upper bound is far off ends so many times the default."""
SHORT_OF_ZERO = {"USD/MWh": 30.0, "BTC/day": 100.0}
"""Where a lever of such a unit ends when its default is zero or near it."""


def rows(live: Live, restarts: bool = False) -> list[dict[str, Any]]:
    """One entry a lever, the first ones first, then by group. `restarts`: a change starts the run again anyway."""
    base = live.base.parameters()
    waiting = set() if restarts else set(live.waiting())
    order = [*FIRST, *(name for name in LEVERS if name not in FIRST)]
    found: list[dict[str, Any]] = []
    group = ""
    for name in order:
        parameter = LEVERS[name]
        own = "" if name in FIRST else GROUPS.get(name.partition(".")[0], "")
        value, default = live.value(name), base[name]
        note = labels.LEVERS["waiting"] if name in waiting else ""
        if not note and not restarts and not live.at_once(name):
            note = labels.LEVERS["later"]
        row = {
            "name": name,
            "label": label(name),
            "help": explained(parameter),
            "type": parameter.type,
            "value": value,
            "said": said(parameter, value),
            "usual": said(parameter, default),
            "changed": value != default,
            "waiting": name in waiting,
            "note": note or (labels.LEVERS["now"] if value != default and not restarts else ""),
            "first": name in FIRST,
            "group": own if own != group and name not in FIRST else "",
            "choices": [[choice, CHOICES.get(choice, choice)] for choice in parameter.choices],
        }
        group = own
        if parameter.type in ("number", "whole"):
            row |= _scale(parameter, float(default), float(value), live.weeks)  # type: ignore[arg-type]
        found.append(row)
    return found


def _scale(parameter: Parameter, default: float, value: float, weeks: int) -> dict[str, Any]:
    """The slider's ends and step, and where its default's mark is, from 0 to 1."""
    low, high = float(parameter.low or 0.0), float(parameter.high or 1.0)
    if parameter.unit == "week":
        high = min(high, 520.0 if parameter.name == "weeks" else float(weeks))
    elif default > 0 and high > SENSIBLE * default and high > 2.0:
        high = SENSIBLE * default
    elif parameter.unit in SHORT_OF_ZERO:
        high = min(high, SHORT_OF_ZERO[parameter.unit])
    high = max(high, value, default)
    step = 1.0 if parameter.type == "whole" else _step(high - low)
    mark = (default - low) / (high - low) if high > low else 0.0
    return {"low": low, "high": high, "step": step, "mark": round(mark, 4)}


def _step(width: float) -> float:
    """1, 2 or 5 times a power of ten: about a hundred steps from end to end."""
    step = 10.0**-6
    while True:
        for factor in (1, 2, 5):
            if width / (step * factor) <= STEPS:
                return round(step * factor, 10)
        step *= 10
