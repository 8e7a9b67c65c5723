"""Scenarios varied in a line of text or by a point of a design.

A variant is a scenario's name or path and changes after it: `april-2025 relocation.allowed=off causes.ai=off`. Beside a
parameter's dotted name two more keys can be varied: `scenario` (a variant in place of the base) and `causes.NAME` (off
applies what the scenario's file says switches that pressure off; on leaves the scenario as it is).
"""

import datetime as dt
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...catalog.check import PARAMETERS, WORDS, check, unknown
from ...catalog.errors import BadInput
from ...scenario.scenario import Scenario

SCENARIO = "scenario"
CAUSES = "causes."
Point = Mapping[str, Any]
"""What differs from the base at one design point: values by key."""


def variant(text: str, folder: Path | None = None) -> Scenario:
    """The scenario a line of text describes; paths count from `folder` first. Raises `BadInput`."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"scenario {text[:60]!r}: {error}") from None
    if not words:
        raise BadInput("scenario: a name or a path is wanted")
    changes: dict[str, Any] = {}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise BadInput(f"scenario {text[:60]!r}: say NAME key=value, as april-2025 tariffs.scale=0")
        changes[key] = value
    return varied(Scenario.load(_located(words[0], folder)), changes)


def _located(name: str, folder: Path | None) -> str:
    """A path from a recipe's folder where there is such a file; otherwise the name as it is."""
    if folder is not None:
        file = name if name.endswith(".toml") else f"{name}.toml"
        if name not in Scenario.names() and (folder / file).is_file():
            return str(folder / file)
    return name


def varied(scenario: Scenario, point: Point, folder: Path | None = None) -> Scenario:
    """A scenario at a point: first another scenario if it names one, then causes off, then single parameters."""
    if SCENARIO in point:
        scenario = variant(str(point[SCENARIO]), folder)
    overrides: dict[str, Any] = {}
    for key, value in point.items():
        if key.startswith(CAUSES) and not switched(key, value):
            overrides.update(cause(scenario, key.removeprefix(CAUSES)).off)
    overrides.update({k: v for k, v in point.items() if k != SCENARIO and not k.startswith(CAUSES)})
    return scenario.with_overrides(overrides) if overrides else scenario


def cause(scenario: Scenario, name: str) -> Any:
    """One of a scenario's causes by name. Raises `BadInput`."""
    if name not in scenario.causes:
        if not scenario.causes:
            raise BadInput(f"{scenario.name}: this scenario defines no causes")
        raise BadInput(f"{scenario.name}: " + unknown("cause", name, scenario.causes))
    return scenario.causes[name]


def switched(key: str, value: Any) -> bool:
    """Whether a cause is left on."""
    found = WORDS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise BadInput(f"{key} = {str(value)[:40]!r} is not allowed: on or off (true or false)")
    return found


def checked(key: str, value: Any, scenario: Scenario, where: str, folder: Path | None = None) -> Any:
    """A value of a key that a design may vary, as its type. Raises `BadInput` that begins with `where`."""
    if key == SCENARIO:
        if not isinstance(value, str):
            raise BadInput(f"{where}: scenario: a name, a path or a variant in quotes is wanted")
        try:
            variant(value, folder)
        except BadInput as error:
            raise BadInput(f"{where}: scenario: {error}") from None
        return value
    if key.startswith(CAUSES):
        try:
            cause(scenario, key.removeprefix(CAUSES))
            return switched(key, value)
        except BadInput as error:
            raise BadInput(f"{where}: {error}") from None
    if key not in PARAMETERS:
        raise BadInput(f"{where}: " + unknown("key", key, [SCENARIO, *PARAMETERS]))
    if key == "weeks":
        raise BadInput(f"{where}: weeks: the length is a recipe's own key, the same for all its runs")
    return check(key, value, where)


def kind(key: str) -> str:
    """The type of a key's column in results: number, whole, switch or text."""
    if key == SCENARIO:
        return "text"
    if key.startswith(CAUSES):
        return "switch"
    return {"number": "number", "whole": "whole", "switch": "switch"}.get(PARAMETERS[key].type, "text")


def plain(value: Any) -> Any:
    """A value as a column or JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value
