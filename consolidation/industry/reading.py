"""The industry's rules, read: whether they keep to the language of both worlds, and what each phase reads and writes.

`python -m consolidation.industry.reading` says what is wrong in them, a line each.
"""

import contextlib
import functools
import importlib
import pkgutil
import sys
import types
from collections.abc import Iterable

from ..catalog.errors import BadInput
from ..catalog.tables import WORLD as TABLES
from ..engine.folder import cache_root, private
from ..engine.kinds import UNKNOWN, WORLD, Column, Kind
from ..engine.language import Reader
from . import opening, week
from .rules import RULES

NOUNS = {
    "world": WORLD,
    **{name: Kind("row", "firms") for name in ("firm", "buyer", "target", "bidder", "host")},
    **{name: Kind("row", "sites") for name in ("site", "hall", "tenant")},
    "vendor": Kind("row", "vendors"),
    "order": Kind("row", "orders"),
    "model": Kind("row", "models"),
    "region": Kind("row", "regions"),
    "candidate": Kind("row", "candidates"),
}
"""What the parameters of a rule are that is called from Python only, by their names."""


@functools.lru_cache(maxsize=4)
def reader(digest: str) -> Reader:
    """The rules of the week and of the opening, read as they are now; `digest` is theirs."""
    made = Reader(TABLES)
    for phase in week.WEEK:
        made.rule(phase, [WORLD])
    reached = {function for function, _ in made.known}
    for found in pkgutil.iter_modules(opening.__path__, f"{opening.__name__}."):
        for rule in vars(importlib.import_module(found.name)).values():
            function = getattr(rule, "py_func", rule)
            if getattr(function, "is_rule", False) and function not in reached:
                code = function.__code__
                kinds = [NOUNS.get(name, UNKNOWN) for name in code.co_varnames[: code.co_argcount]]
                made.rule(function, kinds)
    return made


def wrong() -> list[str]:
    """What is no word of the language, or misspelt: file, line, what."""
    return list(reader(RULES()).wrong)


@functools.lru_cache(maxsize=4)
def hold_to_the_language(digest: str) -> None:
    """Refuse rules that are misspelt or that two worlds would read differently, before anything is compiled or lived.

    Rules that were found right once, on this machine, are not read again. BadInput: file, line and what is wrong.
    """
    kept = private(cache_root())
    verdict = cache_root() / f"read-{digest[:24]}"
    if kept and verdict.exists():
        return
    found = reader(digest).wrong
    if found:
        raise BadInput(next(iter(found)))
    if kept:
        with contextlib.suppress(OSError):
            verdict.touch(mode=0o600)


def touched(phase: types.FunctionType) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The columns that a phase reads and those that it writes, with all that it calls, by table."""
    read = reader(RULES()).rule(phase, [WORLD])
    return by_table(read.reads), by_table(read.writes)


def by_table(columns: Iterable[Column]) -> dict[str, list[str]]:
    """Columns by their table, both in alphabetical order."""
    found: dict[str, list[str]] = {}
    for table, column in sorted(columns):
        found.setdefault(table, []).append(column)
    return found


if __name__ == "__main__":
    complaints = wrong()
    print(*complaints or ["the rules keep to the language of both worlds"], sep="\n")
    sys.exit(1 if complaints else 0)
