"""TOML from outside, scenarios, recipes and uploads alike: parsed by one rule, refused in one line."""

import re
import tomllib
from typing import Any

from ..catalog.errors import BadInput

DEEPEST_KEY = 100
# The standard parser takes a time quadratic in the parts of a dotted key: 55 s for one of 31,900.
TOO_DEEP = re.compile(rf"(?:[^.\n]*\.){{{DEEPEST_KEY}}}")
STRING = re.compile(r'"""[\s\S]*?"""|' + r"'''[\s\S]*?'''|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'|#[^\n]*")


def parsed(text: str, where: str) -> dict[str, Any]:
    """What a TOML text says. `BadInput`: it is not TOML, or has a key of more than 100 parts.

    >>> parsed("weeks = 26", "half-year.toml")
    {'weeks': 26}
    """
    if TOO_DEEP.search(text) and TOO_DEEP.search(STRING.sub("", text)):
        raise BadInput(f"{where}: a key of more than {DEEPEST_KEY} parts")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadInput(f"{where}: not TOML: {' '.join(str(error).split())[:200]}") from None
