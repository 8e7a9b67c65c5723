"""TOML from outside, scenarios, recipes and uploads alike: parsed by one rule, refused in one line."""

import tomllib
from typing import Any

from ..catalog.errors import BadInput

DEEPEST = 100
ENDS_OF_KEYS = dict.fromkeys(map(ord, ",=[]{}"), "\n")
LONG_STRINGS = ('"""', "'''")


def parsed(text: str, where: str) -> dict[str, Any]:
    """What a TOML text says. `BadInput`: it is not TOML, or keys or brackets lie more than 100 deep in each other.

    >>> parsed("weeks = 26", "half-year.toml")
    {'weeks': 26}
    """
    # The standard parser takes a time quadratic in the parts of a dotted key: 55 s for one of 31,900.
    if deep(text) and deep(without_strings(text)):
        raise BadInput(f"{where}: keys or brackets more than {DEEPEST} deep")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadInput(f"{where}: not TOML: {' '.join(str(error).split())[:200]}") from None


def deep(text: str) -> bool:
    """Whether a key has so many dots, or the text so many brackets one in another."""
    if any(part.count(".") >= DEEPEST for part in text.translate(ENDS_OF_KEYS).split("\n")):
        return True
    if text.count("[") + text.count("{") < DEEPEST:
        return False
    depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        if depth >= DEEPEST:
            return True
    return False


def without_strings(text: str) -> str:
    """The text less its strings and comments, whose dots and brackets mean nothing."""
    kept: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == "#":
            at = _upto(text, "\n", at)
        elif text[at : at + 3] in LONG_STRINGS:
            at = _upto(text, text[at : at + 3], at + 3) + 3
        elif letter in "\"'":
            at += 1
            while at < len(text) and text[at] not in (letter, "\n"):
                at += 2 if letter == '"' and text[at] == "\\" else 1
            at += 1
        else:
            kept.append(letter)
            at += 1
    return "".join(kept)


def _upto(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found
