"""Levers in words: what the catalogue says of each, as the page shows it."""

from ....catalog.check import PARAMETERS, Parameter
from ....catalog.codes import HURDLES, POOLINGS, PRICE_MODELS
from ....catalog.home import told
from ....catalog.parameters import GROUPS as MODELS

LEVERS = {name: one for name, one in PARAMETERS.items() if one.role == "lever" and one.type not in ("text", "date")}
"""Those that a hand sets; files and the start come with the scenario."""
FIRST = sorted((name for name, one in LEVERS.items() if one.first), key=lambda name: LEVERS[name].first)
"""What a class asks about first; the others are a click away."""
CHOICES = PRICE_MODELS | POOLINGS | HURDLES
GROUPS = {"weeks": "The run"} | {name: str(model.model_config["title"]) for name, model in MODELS.items()}
UNITS = {
    "ratio": "×",
    "1/year": "a year",
    "1/sqrt(year)": "a year",
    "k": "0 price taker – 1 Cournot",
    "on/off": "",
    "name": "",
    "week": "week",
}


def label(name: str) -> str:
    """What a lever is called."""
    one = PARAMETERS[name]
    return told(one.label) or one.help[:1].upper() + one.help[1:]


def unit(parameter: Parameter) -> str:
    """Its unit as people write it."""
    return UNITS.get(parameter.unit, parameter.unit)


def said(parameter: Parameter, value: object) -> str:
    """A value of a lever in words."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return CHOICES.get(value, value)
    if parameter.zero and value == 0:
        return parameter.zero
    return f"{value:g} {unit(parameter)}".rstrip()


def explained(parameter: Parameter) -> str:
    """The schema's line of help as a sentence, and the bounds."""
    help = parameter.help.replace("January-2025", "January 2025").replace(" x ", " × ")
    text = help[:1].upper() + help[1:] + ("" if help.endswith(".") else ".")
    if parameter.type in ("number", "whole"):
        text += f" From {parameter.low:g} to {parameter.high:g} {unit(parameter)}".rstrip() + "."
    return text
