"""Parameters by their dotted names: what each one may be, and how a value somebody gives is checked.

The one list of parameters (`PARAMETERS`) is read off the groups of `parameters.py`, with the run's `weeks` and `start`.
A value is checked here and not by pydantic, so that a person gets one line with the name, the bounds and the unit;
a key nobody knows is answered with the nearest one.
"""

import datetime as dt
import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from .capacities import MAX_WEEKS
from .errors import BadInput
from .parameters import GROUPS

Value = bool | int | float | str | dt.date
FIRST_DAY, LAST_DAY = dt.date(2009, 1, 5), dt.date(2099, 12, 28)
TYPES = {str(bool): "switch", str(int): "whole", str(float): "number", str(str): "text"}
WORDS = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number, switch or choice of a scenario. `type`: number, whole, switch, choice, text or date."""

    name: str
    type: str
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    role: str
    source: str
    help: str
    default: Value
    label: str = ""
    first: int = 0
    zero: str = ""
    beyond: str = ""

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        if self.type == "choice":
            return "one of " + ", ".join(self.choices)
        if self.type == "switch":
            return "on or off (true or false)"
        if self.type == "date":
            return f"a Monday from {FIRST_DAY} to {LAST_DAY}, like 2025-03-31"
        if self.type == "text":
            return "the name of a CSV file, or empty"
        kind = "a whole number" if self.type == "whole" else "a number"
        more = f" ({self.beyond})" if self.beyond else ""
        return f"{kind} from {self.low:g} to {self.high:g} {self.unit}".rstrip() + more


def _parameters() -> dict[str, Parameter]:
    found = [
        Parameter(
            "weeks",
            "whole",
            "week",
            1,
            MAX_WEEKS,
            (),
            "lever",
            "assumption",
            "how long the run is: to the end of 2028",
            196,
            "Length of the run",
        ),
        Parameter(
            "start", "date", "Monday", None, None, (), "lever", "assumption", "the first Monday", dt.date(2025, 3, 31)
        ),
    ]
    for group, model in GROUPS.items():
        for field, info in model.model_fields.items():
            extra: Any = info.json_schema_extra
            bounds = {name: getattr(m, name) for m in info.metadata for name in ("ge", "le") if hasattr(m, name)}
            choices = get_args(info.annotation) if get_origin(info.annotation) is not None else ()
            kind = "choice" if choices else TYPES[str(info.annotation)]
            found.append(
                Parameter(
                    f"{group}.{field}", kind, extra["unit"], bounds.get("ge"), bounds.get("le"), choices,
                    extra["role"], extra["source"], info.description or "", info.default,
                    extra["label"], extra["first"], extra["zero"], extra["beyond"],
                )
            )  # fmt: skip
    return {parameter.name: parameter for parameter in found}


PARAMETERS = _parameters()
DEFAULTS: dict[str, Value] = {name: parameter.default for name, parameter in PARAMETERS.items()}


def nearest(name: str, names: Iterable[str]) -> str:
    """The known name most like this one; a name without its group is looked for in every group."""
    known = list(names)
    tails = {k.rpartition(".")[2]: k for k in reversed(known)}
    if name in tails:
        return tails[name]
    found = difflib.get_close_matches(name, known, 1, 0.0)
    return found[0] if found else ""


def unknown(what: str, name: Any, names: Iterable[str]) -> str:
    """The words for a name that is not known."""
    return f"unknown {what} {str(name)[:60]!r}; the nearest is {nearest(str(name)[:60], names)!r}"


def check(name: str, value: Any, where: str = "", words: bool = True) -> Value:
    """A value for a parameter, as its type; with `words`, text counts as a command line would give it."""
    prefix = f"{where}: " if where else ""
    parameter = PARAMETERS.get(name)
    if parameter is None:
        raise BadInput(prefix + unknown("key", name, PARAMETERS))
    found = _read(parameter, value, words)
    if found is None:
        raise BadInput(f"{prefix}{name} = {str(value)[:40]!r} is not allowed: {parameter.allowed}")
    return found


def _read(parameter: Parameter, value: Any, words: bool) -> Value | None:
    if hasattr(value, "item") and not isinstance(value, str):  # a NumPy scalar, as designs of experiments hold
        value = value.item()
    text = isinstance(value, str)
    if parameter.type == "text":
        return value if text and len(value) <= 250 and "\0" not in value else None
    if parameter.type == "choice":
        return value if text and value in parameter.choices else None
    if parameter.type == "date":
        return _monday(value)
    if parameter.type == "switch":
        return WORDS.get(value.strip().lower()) if text and words else value if isinstance(value, bool) else None
    if isinstance(value, bool) or (text and not words):
        return None
    return _number(parameter, value)


def _number(parameter: Parameter, value: Any) -> float | int | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number) or not parameter.low <= number <= parameter.high:  # type: ignore[operator]
        return None
    if parameter.type == "whole":
        return int(number) if number == int(number) else None
    return number


def _monday(value: Any) -> dt.date | None:
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value.strip())
        except ValueError:
            return None
    if type(value) is not dt.date or value.weekday() != 0 or not FIRST_DAY <= value <= LAST_DAY:
        return None
    return value
