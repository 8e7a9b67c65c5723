"""Runs: opens any result folder under `runs/`, a single run with the same charts, a sweep as a table."""

from typing import Any
from urllib.parse import quote

import solara

from ....catalog.charts import ORDERS_BY
from ..charts import machines, places
from ..charts.board import BOARD
from ..views import feed, sweep
from ..views.headlines import headlines, so_far
from ..visitor.address import ORDERS
from ..visitor.results import Found, frames_of, listed, sweep_table
from ..visitor.visit import Visit, answer
from ..widgets import Chart, Choice, Controls, FeedList, Figures, Message, PlainTable, Switch
from ..words import labels
from ..words.numbers import day


class Shelf:
    """Which result is open, and the week of it that is shown."""

    playing = False

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.found = listed()
        self.chosen = next((one for one in self.found if one.name == visit.rest.get("run")), None)
        self.chosen = self.chosen or (self.found[0] if self.found else None)
        self.week: int | None = None
        self.order, self.down = "", True
        self.group, self.query = labels.FEED["all"], ""
        self.orders = ORDERS[0]
        self._open: tuple[Found, Any] | None = None
        self.frame = 0

    def content(self) -> Any:
        """The frames, run and note of a run; the table and its length of a sweep. Read once."""
        assert self.chosen is not None
        if self._open is None or self._open[0] != self.chosen:
            folder = self.chosen.folder
            content = sweep_table(folder, self.order, self.down) if self.chosen.sweep else frames_of(folder)
            self._open = (self.chosen, content)
        return self._open[1]

    @property
    def address(self) -> str:
        """What brings this result back."""
        return f"run={quote(self.chosen.name)}" if self.chosen else ""

    @answer
    def pick(self, data: dict[str, Any]) -> None:
        """Another result: one of those listed, never a path from the browser."""
        chosen = next((one for one in self.found if one.name == data.get("value")), self.chosen)
        self.chosen, self.week, self.order, self._open = chosen, None, "", None

    @answer
    def sort(self, data: dict[str, Any]) -> None:
        """The sweep's table by another column."""
        self.order, self._open = str(data.get("value", "")), None

    @answer
    def scrub(self, data: dict[str, Any]) -> None:
        """Another week."""
        self.week = max(0, int(data["week"]))

    @answer
    def divide_orders(self, data: dict[str, Any]) -> None:
        """Orders of machines by maker, or by the country of the plant."""
        self.orders = data["value"] if data.get("value") in ORDERS else self.orders

    @answer
    def filter(self, data: dict[str, Any]) -> None:
        """What the feed shows."""
        self.group, self.query = str(data.get("group", ""))[:40], str(data.get("query", ""))[:60]


@solara.component
def Runs(visit: Visit, beat: int) -> None:
    """The list, and what is chosen of it."""
    if "shelf" not in visit.parts:
        visit.parts["shelf"] = Shelf(visit)
    shelf: Shelf = visit.parts["shelf"]
    if shelf.chosen is None:
        Message(title=labels.RUNS["title"], text=labels.RUNS["none"], button="", event_press=lambda _: None)
        return
    with solara.Div(classes=["tool"]):
        options = [[one.name, one.name + (labels.RUNS["sweep"] if one.sweep else "")] for one in shelf.found]
        Choice(label=labels.RUNS["pick"], options=options, value=shelf.chosen.name, event_pick=shelf.pick)
        try:
            content, problem = shelf.content(), ""
        except Exception as error:
            # Files of any age and make lie about in a folder: whatever is wrong with one is told, not raised.
            content, problem = None, labels.RUNS["unreadable"].format(why=str(error)[:200])
        if problem:
            solara.Text(problem)
    if content is None:
        return
    if shelf.chosen.sweep:
        _sweep(shelf, *content)
    else:
        _run(shelf, visit, *content)


def _sweep(shelf: Shelf, table: Any, count: int) -> None:
    heads, rows = sweep.rows(table)
    with solara.Div(classes=["tool"]):
        options = [["", "–"], *([name, head] for name, head in zip(sweep.columns(table), heads, strict=True))]
        Choice(label=labels.RUNS["order"], options=options, value=shelf.order, event_pick=shelf.sort)
        solara.Text(labels.RUNS["rows"].format(shown=len(table), n=f"{count:,}"))
    PlainTable(caption=labels.RUNS["table"], heads=heads, rows=rows)


def _run(shelf: Shelf, visit: Visit, frames: Any, run: Any, note: str) -> None:
    week = frames.week if shelf.week is None else min(shelf.week, frames.week)
    shown = frames.until(week)
    look = visit.look
    Controls(
        scenarios=[],
        scenario="",
        question=f"{run.scenario.title}, {labels.BAR['seed'].lower()} {run.seed}. {labels.RUNS.get(note, '')}".strip(),
        playing=False,
        finished=True,
        speed=4,
        speeds=[4],
        week=frames.week,
        weeks=frames.week,
        shown=week,
        frame=0,
        line=labels.week_line(week, frames.week, day(frames.date(week))),
        words=labels.CONTROLS,
        event_picked=lambda _: None,
        event_play=lambda _: None,
        event_step=lambda _: None,
        event_reset=lambda _: None,
        event_paced=lambda _: None,
        event_scrub=shelf.scrub,
        event_advance=lambda _: None,
        event_settle=lambda _: None,
        answer=so_far(shown),
    )
    Figures(figures=headlines(shown))
    with solara.Div(classes=["board", "three"]):
        by = Switch(ORDERS_BY, shelf.orders, shelf.divide_orders)
        for name, draw in BOARD.items():
            if name == "machines":
                Chart(machines.draw(shown, look, shelf.orders), look, switch=by)
            else:
                Chart(draw(shown, look), look)
    if shown.regions is not None:
        with solara.Div(classes=["strip"]):
            Chart(places.draw(shown, look), look)
            Chart(places.prices(shown, look), look)
    with solara.Div(classes=["feed-alone"]):
        FeedList(
            items=feed.rows(shown.events, shelf.group, shelf.query, set()),
            groups=feed.CHOICES,
            group=shelf.group,
            query=shelf.query,
            words=labels.FEED,
            event_filter=shelf.filter,
            event_pick=lambda _: None,
        )
