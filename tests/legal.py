"""Scenarios drawn from all that the catalogue allows, and what must hold while they live.

Bounds and choices are read from the catalogue, so a parameter of a later mechanism is drawn from its first day.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from consolidation import BadInput, Scenario, Simulation
from consolidation.catalog.check import PARAMETERS, Parameter
from consolidation.catalog.kept import PANEL_COLUMNS
from consolidation.catalog.series import MEASURES

VARIED = {name: one for name, one in PARAMETERS.items() if one.type not in ("text", "date") and name != "weeks"}
SHIPPED = Scenario.names()


def ends(parameter: Parameter) -> list[Any]:
    """The values of a parameter at which rules break first: its bounds, zero between them, every choice."""
    if parameter.type == "choice":
        return list(parameter.choices)
    if parameter.type == "switch":
        return [False, True]
    inside = [0] if parameter.low < 0 < parameter.high else []
    return [parameter.low, parameter.high, *inside]


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Half of the draws at an end, the others anywhere between."""
    if parameter.type in ("choice", "switch"):
        return st.sampled_from(ends(parameter))
    low, high = parameter.low, parameter.high
    between = st.integers(int(low), int(high)) if parameter.type == "whole" else st.floats(low, high, allow_nan=False)
    return st.sampled_from(ends(parameter)) | between


@st.composite
def draws(draw: Any, longest: int = 208) -> dict[str, Any]:
    """A scenario's base, seed, weeks and five to ten overrides."""
    names = draw(st.lists(st.sampled_from(sorted(VARIED)), min_size=5, max_size=10, unique=True))
    return {
        "base": draw(st.sampled_from(SHIPPED)),
        "seed": draw(st.integers(0, 2**32)),
        "weeks": draw(st.integers(1, longest)),
        "overrides": {name: draw(values(VARIED[name])) for name in names},
    }


class Refused(Exception):
    """The scenario was refused at its start, in a line."""


def faults(base: str, seed: int, weeks: int, overrides: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a life, in words. `Refused`: it was refused at its start."""
    try:
        simulation = Simulation(Scenario.load(base, overrides), seed, weeks, keep="panel")
    except BadInput as error:
        raise Refused(str(error)) from None
    except Exception as error:
        yield f"opening: {type(error).__name__}: {error}"
        return
    try:
        while not simulation.finished:
            simulation.step()
    except Exception as error:
        yield f"{type(error).__name__}: {error}"
    for table, rows, columns in (
        ("series", simulation.recorder.series(), MEASURES.values()),
        ("panel", simulation.recorder.panel(), PANEL_COLUMNS),
    ):
        for one in columns:
            if one.name not in (rows.dtype.names or ()) or not len(rows) or rows[one.name].dtype.kind not in "iuf":
                continue
            yield from outside(f"{table}.{one.name}", rows[one.name], one.bounds)


def parting(base: str, seed: int, weeks: int, overrides: dict[str, Any]) -> str:
    """Where the same life, uncompiled over plain objects, is another one; "" if it is equal to the bit.

    Python's whole numbers do not overflow: what compiled code hides is seen here.
    """
    scenario = Scenario.load(base, overrides)
    one, other = (Simulation(scenario, seed, weeks, "series", compiled) for compiled in (True, False))
    while not one.finished:
        one.step()
        try:
            other.step()
        except Exception as error:
            return f"uncompiled, week {one.week}: {type(error).__name__}: {error}"
        a, b = (simulation.recorder.series()[-1] for simulation in (one, other))
        if a.tobytes() != b.tobytes():
            names = [name for name in a.dtype.names if np.asarray(a[name]).tobytes() != np.asarray(b[name]).tobytes()]
            return f"uncompiled, week {one.week}: other {', '.join(names[:5])}"
    return ""


def outside(name: str, found: np.ndarray, bounds: tuple[float, float]) -> Iterator[str]:
    """Figures that are none, or not within their column's bounds."""
    if not np.isfinite(found).all():
        yield f"{name} is not finite"
        return
    slack = 1e-9 * max(1.0, float(np.abs(found).max()))
    if found.min() < bounds[0] - slack or (bounds[1] < math.inf and found.max() > bounds[1] + slack):
        yield f"{name} is {found.min():g} to {found.max():g}, outside {bounds[0]:g} to {bounds[1]:g}"
