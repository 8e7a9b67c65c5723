"""The address of a picture: `?scenario=import-ban&seed=7&tariffs.scale=0.5&energy.support_usd_per_mwh=5@30&week=60`.

`value@week` is a lever moved while the industry lived, in force from the week after. What an address asks for and
cannot be is told in a message, and the default stands in for it; nothing in an address can break the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, quote

from ....catalog.charts import ORDERS_BY
from ....catalog.check import PARAMETERS, Value, check, nearest
from ....catalog.errors import BadInput
from ....results.seeds import check_seed
from ....scenario.scenario import Scenario
from ..words import labels
from ..words.levers import LEVERS
from .live import DEFAULT, Change, Wish, within

OWN = "uploaded"
LONGEST, MOST_KEYS = 4_000, 100
VIEWS = ("projector",)
THEMES = ("dark", "light")
ORDERS = tuple(value for value, _ in ORDERS_BY)


@dataclass(frozen=True)
class Address:
    """What an address says: the model, how it is looked at, and what was wrong with it."""

    wish: Wish
    week: int | None = None
    view: str = ""
    theme: str = ""
    firm: str = ""
    problems: tuple[str, ...] = ()
    orders: str = ORDERS[0]
    rest: dict[str, str] = field(default_factory=dict)


@cache
def preset(name: str) -> Scenario:
    """A shipped scenario; they never change while the server runs."""
    return Scenario.load(name)


def parse(query: str | None) -> Address:
    """An address' query, without the question mark. Never raises."""
    problems: list[str] = []
    try:
        pairs = parse_qsl((query or "")[:LONGEST], keep_blank_values=True, max_num_fields=MOST_KEYS)
    except ValueError:
        return Address(Wish(preset(DEFAULT)), problems=(_bad("more than can be read."),))
    asked = dict(pairs)
    scenario = _scenario(asked.pop("scenario", DEFAULT), problems)
    seed = _seed(asked.pop("seed", "1"), problems)
    view = _one_of("view", asked.pop("view", ""), VIEWS, problems)
    theme = _one_of("theme", asked.pop("theme", ""), THEMES, problems)
    orders = _one_of("orders", asked.pop("orders", ""), ORDERS, problems) or ORDERS[0]
    wanted_week = asked.pop("week", None)
    firm = asked.pop("firm", "")[:80]
    levers: dict[str, Value] = {}
    changes: list[Change] = []
    rest: dict[str, str] = {}
    for key, text in pairs:
        if key.startswith(("a.", "b.")) or key in ("a", "b", "measure", "run", "modelid"):
            rest[key] = text[:500]
        elif key in asked:
            _lever(key, text, levers, changes, problems)
    try:
        whole = scenario.with_overrides(levers)
        within(whole)
    except BadInput as error:
        problems.append(_bad(f"{error}."))
        levers, whole = {}, scenario
    week = _week(wanted_week, whole.weeks, problems)
    return Address(
        Wish(scenario, seed, tuple(levers.items()), tuple(changes), week or 0),
        week,
        view,
        theme,
        firm,
        tuple(problems),
        orders,
        rest,
    )


def compose(
    wish: Wish, week: int, view: str = "", theme: str = "", firm: str = "", own: bool = False, orders: str = ""
) -> str:
    """The query that `parse` turns back into the same picture; the last week lived if it is the one shown."""
    parts = [("scenario", OWN if own else wish.scenario.name), ("seed", str(wish.seed))]
    parts += [(name, written(value)) for name, value in wish.levers]
    parts += [(change.name, f"{written(change.value)}@{change.week}") for change in wish.changes if change.week <= week]
    parts += [("week", str(week))] if week else []
    parts += [
        (key, value) for key, value in (("view", view), ("theme", theme), ("orders", orders), ("firm", firm)) if value
    ]
    return "&".join(f"{quote(key)}={quote(value, safe='@ .-').replace(' ', '+')}" for key, value in parts)


def written(value: Value) -> str:
    """A value as an address holds it; floats keep every digit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def _bad(what: str) -> str:
    return labels.ADDRESS_BAD.format(what=what)


def _scenario(name: str, problems: list[str]) -> Scenario:
    if name == OWN:
        problems.append(labels.ADDRESS_UPLOAD)
        return preset(DEFAULT)
    # By name only: an address must not make the server open files.
    if name not in Scenario.names():
        near = nearest(name[:60], Scenario.names())
        problems.append(_bad(f"there is no scenario “{name[:40]}”; the nearest is “{near}”."))
        return preset(DEFAULT)
    return preset(name)


def _seed(text: str, problems: list[str]) -> int:
    try:
        return check_seed(text[:25])
    except BadInput:
        problems.append(_bad(f"“{text[:25]}” is not a seed; a whole number from 0 is."))
        return 1


def _week(text: str | None, weeks: int, problems: list[str]) -> int | None:
    if text is None:
        return None
    if text[:6].isdecimal() and 0 <= int(text[:6]) <= weeks:
        return int(text[:6])
    problems.append(_bad(f"week “{text[:12]}” is not between 0 and {weeks}."))
    return None


def _one_of(key: str, text: str, allowed: Iterable[str], problems: list[str]) -> str:
    if text and text not in allowed:
        problems.append(_bad(f"{key} “{text[:20]}” is not one of {', '.join(allowed)}."))
        return ""
    return text


def _lever(key: str, text: str, levers: dict[str, Value], changes: list[Change], problems: list[str]) -> None:
    if key not in LEVERS:
        near = nearest(key[:60], LEVERS)
        problems.append(_bad(f"there is no lever “{key[:40]}”; the nearest is “{near}”."))
        return
    value, at, week = text[:60].partition("@")
    try:
        held = check(key, value)
    except BadInput:
        problems.append(_bad(f"{key} = “{value[:20]}”; {PARAMETERS[key].allowed} is allowed."))
        return
    if not at:
        levers[key] = held
    elif week.isdecimal() and len(week) < 6:
        changes.append(Change(int(week), key, held))
    else:
        problems.append(_bad(f"{key} from week “{week[:12]}”."))
