"""One number from a run, said in a line: what a recipe, a comparison and an attribution measure.

    exits_small@end                       a series' last week; also @first, @104 (a week), @mean, @min, @max, @sum
    orders_from_china_eh_s@sum            by the country of the plant; share_bitmain, orders_at_bitmain_eh_s by maker
    orders_eh_s@sum:2-14                  over weeks 2 to 14; @peak is the week of the highest value
    events.deposit forfeited.usd@sum      over events of a kind: usd, power_mw or hash_eh_s; @sum, @mean, @max
    events.liquidated[debt]@count         how many, of one cause if named; @first is the week of the first, 0 for none
    firms.small.installed_eh_s@end        a panel column summed over the living firms: all, small or major

Some columns of firms are made from others: `switched_off_eh_s`, installed machines that do not run; `firms`, how many;
and `liquidated`, `acquired`, `pivoted`, `relocated`: how many have left so, entrants included.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..catalog.capacities import MAX_WEEKS
from ..catalog.causes import CAUSE_LABELS
from ..catalog.check import unknown
from ..catalog.codes import CLASS_LABELS, EXIT_LABELS
from ..catalog.errors import BadInput
from ..catalog.events import EVENT_LABELS
from ..catalog.kept import PANEL_COLUMNS
from ..catalog.series import SERIES_COLUMNS, VECTORS, spread
from .recorder import firm_rows

SERIES_NAMES = tuple(column.name for column in SERIES_COLUMNS)
FIELDS = {"usd": ("cents", 1e2), "power_mw": ("kw", 1e3), "hash_eh_s": ("th_s", 1e6)}
"""An event's quantities: their column, and how many of its units make one of their name's."""
SUMMED = tuple(c.name for c in PANEL_COLUMNS if c.summed)
"""The panel's columns that can be summed over firms."""
MADE = ("switched_off_eh_s", "firms")
LEFT = EXIT_LABELS[1:]
OVER = ("mean", "min", "max", "sum", "peak")
EVENT_HOW = ("sum", "mean", "max", "count", "first")
SHAPE = re.compile(r"(?P<what>.+)@(?P<how>[a-z]+|\d+)(?::(?P<first>\d+)-(?P<last>\d+))?")
EVENT = re.compile(r"events\.(?P<kind>[^.\[\]]+)(?:\[(?P<cause>[^\]]*)\])?(?:\.(?P<field>\w+))?")


@dataclass(frozen=True)
class Metric:
    """A named measure. `source`: series, events or firms; `week` 0 stands for none, `first`/`last` are a window."""

    name: str
    text: str
    source: str
    column: str
    how: str
    group: str = ""
    cause: str = ""
    week: int = 0
    first: int = 1
    last: int = MAX_WEEKS

    def value(self, simulation: Any) -> float:
        """The number, from a simulation that has lived its weeks."""
        if self.source == "events":
            return self._of_events(simulation.recorder.events())
        if self.source == "firms":
            return self._of_firms(firm_rows(simulation.world, simulation.week))
        rows = simulation.recorder.series()
        if self.column in rows.dtype.names:
            return self.of_series(rows[self.column])
        field, place = spread(simulation.names.vendors).get(self.column, ("", 0))
        return self.of_series(rows[field][:, place]) if field else float("nan")

    def of_series(self, values: np.ndarray) -> float:
        """The number, from the values of all weeks."""
        if self.how == "end":
            return float(values[-1])
        if self.how == "week":
            return float(values[self.week - 1])
        part = values[self.first - 1 : self.last]
        if self.how == "peak":
            return float(part.argmax() + self.first)
        return float(getattr(part, self.how)())

    def _of_events(self, events: np.ndarray) -> float:
        chosen = events[events["kind"] == EVENT_LABELS.index(self.group)]
        if self.cause:
            chosen = chosen[chosen["cause"] == CAUSE_LABELS.index(self.cause)]
        chosen = chosen[(chosen["week"] >= self.first) & (chosen["week"] <= self.last)]
        if self.how == "count":
            return float(len(chosen))
        if not len(chosen):
            return 0.0
        if self.how == "first":
            return float(chosen["week"].min())
        column, scale = FIELDS[self.column]
        return float(getattr(chosen[column], self.how)()) / scale

    def _of_firms(self, rows: np.ndarray) -> float:
        chosen = rows if self.group == "all" else rows[rows["class"] == CLASS_LABELS.index(self.group)]
        if self.column in LEFT:
            return float((chosen["exited"] == EXIT_LABELS.index(self.column)).sum())
        chosen = chosen[chosen["alive"] == 1]
        if self.column == "firms":
            return float(len(chosen))
        if self.column == "switched_off_eh_s":
            return float(chosen["installed_eh_s"].sum() - chosen["hash_eh_s"].sum())
        return float(chosen[self.column].sum())


def parse(text: str, name: str = "", makers: Iterable[str] | None = None, weeks: int = MAX_WEEKS) -> Metric:
    """A metric from its line. `makers` are the vendors' names, `weeks` the run's length. Raises `BadInput`."""
    name = name or text
    where = f"metric {text[:80]!r}" if name == text else f"metrics.{name} = {text[:80]!r}"
    found = SHAPE.fullmatch(text.strip())
    if not found:
        raise BadInput(f"{where}: say COLUMN@HOW, as exits_small@end or us_share@104")
    what, how = found["what"].strip(), found["how"]
    first, last = int(found["first"] or 1), int(found["last"] or MAX_WEEKS)
    if first < 1 or last < first or (found["last"] and last > weeks):
        raise BadInput(f"{where}: weeks {first}-{last} are not within 1-{weeks}")
    if what.startswith("events."):
        return _of_events(name, text, where, what, how, first, last)
    if found["last"] and how not in OVER:
        raise BadInput(f"{where}: weeks from-to go with {', '.join(OVER)}")
    if what.startswith("firms."):
        return _of_firms(name, text, where, what, how)
    columns = [*SERIES_NAMES[1:], *spread(makers or ())]
    if what not in columns and not (
        makers is None and any(one.slug(what) for one in VECTORS.values() if not one.places)
    ):
        raise BadInput(f"{where}: " + unknown("column", what, columns))
    if how.isdigit() or how == "first":
        week = 1 if how == "first" else int(how)
        if not 1 <= week <= weeks:
            raise BadInput(f"{where}: week {week} is not between 1 and {weeks}")
        return Metric(name, text, "series", what, "week", week=week)
    if how not in ("end", *OVER):
        raise BadInput(f"{where}: " + unknown("@", how, ("end", "first", *OVER)) + ", or a week")
    return Metric(name, text, "series", what, how, first=first, last=last)


def _of_events(name: str, text: str, where: str, what: str, how: str, first: int, last: int) -> Metric:
    found = EVENT.fullmatch(what)
    if not found:
        raise BadInput(f"{where}: say events.KIND.FIELD@sum or events.KIND@count")
    kind, cause, field = found["kind"].strip(), (found["cause"] or "").strip(), found["field"] or ""
    if kind not in EVENT_LABELS:
        raise BadInput(f"{where}: " + unknown("event", kind, EVENT_LABELS))
    if cause not in CAUSE_LABELS:
        raise BadInput(f"{where}: " + unknown("cause", cause, CAUSE_LABELS[1:]))
    if how not in EVENT_HOW:
        raise BadInput(f"{where}: " + unknown("@", how, EVENT_HOW))
    if how in ("sum", "mean", "max") and field not in FIELDS:
        raise BadInput(f"{where}: " + unknown("field", field, FIELDS))
    if how in ("count", "first") and field:
        raise BadInput(f"{where}: @{how} takes no field: events.{kind}@{how}")
    return Metric(name, text, "events", field, how, kind, cause, first=first, last=last)


def _of_firms(name: str, text: str, where: str, what: str, how: str) -> Metric:
    group, _, column = what.removeprefix("firms.").partition(".")
    if group not in ("all", *CLASS_LABELS):
        raise BadInput(f"{where}: " + unknown("class of firms", group, ("all", *CLASS_LABELS)))
    if column not in (*SUMMED, *MADE, *LEFT):
        raise BadInput(f"{where}: " + unknown("column", column, (*SUMMED, *MADE, *LEFT)))
    if how != "end":
        raise BadInput(f"{where}: firms are looked at @end only")
    return Metric(name, text, "firms", column, how, group)
