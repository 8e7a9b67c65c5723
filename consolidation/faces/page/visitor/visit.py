"""A visit: one browser's model and how it is looked at, with a method for everything that a visitor can do.

Every method that answers the browser is wrapped (`answer`): what a person can cause becomes a message on the page, a
bug becomes a page with a way back, and neither reaches another visitor.
"""

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import Any

from ....catalog.check import PARAMETERS
from ....catalog.errors import BadInput, Breach
from ....catalog.palette import Look
from ....results.seeds import check_seed
from ....scenario.scenario import Scenario
from ..server.sessions import ROOM, give_back_memory
from ..words import labels, levers
from . import address, downloads, upload
from .live import Live, Wish

log = logging.getLogger("consolidation.faces.page")
SPEEDS = [1, 2, 4, 8, 20]
MOST_NOTICES = 4
UNHURRIED = 1.5
"""Seconds between two looks of tables while it plays: nobody reads them faster."""


def answer(method: Callable[..., None]) -> Callable[..., None]:
    """A method that answers the browser, made safe; the page is drawn again afterwards."""

    @functools.wraps(method)
    def safe(self: Any, data: dict[str, Any] | None = None) -> None:
        # Parts of a visit (the pages besides the first) have it as `visit`.
        visit: Visit = getattr(self, "visit", self)
        try:
            if ROOM.touch(visit.who):
                method(self, data or {})
            elif not visit.gone:
                visit.drop()
        except BadInput as error:
            self.playing = False
            visit.say(f"{error}.", "bad")
        except Breach as error:
            self.playing = False
            visit.say(labels.BROKEN_BOOKS.format(what=error), "bad")
        except Exception:
            # A model put aside for another visitor in the middle of an answer is no bug.
            if not visit.gone:
                log.exception("in answer to %s", method.__name__)
                visit.failed = True
            self.playing = False
        visit.draw()

    return safe


class Visit:
    """State of one visitor's pages. `draw` is told when they have to be drawn again."""

    def __init__(self, who: str, query: str | None, draw: Callable[[], None]) -> None:
        self.who, self.draw = who, draw
        asked = address.parse(query)
        self.view, self.dark = asked.view, asked.theme == "dark"
        self.orders = asked.orders
        self.rest = asked.rest
        self.firm = asked.firm
        self.shown: int | None = None
        self.playing, self.speed = False, 4
        self.gone = self.failed = False
        self.group, self.query, self.relation = labels.FEED["all"], "", ""
        self.notices: list[dict[str, Any]] = []
        self.file: dict[str, Any] | None = None
        self.own: Scenario | None = None
        self.parts: dict[str, Any] = {}
        self.frame = self._said = 0
        self._kept: tuple[Wish, int | None] = (asked.wish, None)
        self.live = Live(asked.wish)
        self._slow = (0.0, self.week)
        told, rest = asked.problems[: MOST_NOTICES - 2], asked.problems[MOST_NOTICES - 2 :]
        for problem in [*told, " ".join(rest)]:
            if problem:
                self.say(problem, "warn")
        if self.firm and self.live.row_of(self.firm) is None:
            self.say(labels.ADDRESS_BAD.format(what=f"there is no firm “{self.firm[:40]}” by that week."), "warn")
            self.firm = ""

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def week(self) -> int:
        """The week shown."""
        return self.live.week if self.shown is None else min(self.shown, self.live.week)

    @property
    def seed(self) -> int:
        """The seed, also of a model that was put aside."""
        return self._kept[0].seed if self.gone else self.live.seed

    @property
    def look(self) -> Look:
        """How charts are drawn."""
        return Look(self.dark, self.view == "projector")

    @property
    def address(self) -> str:
        """The query that brings this picture back."""
        own = self.live.base is self.own
        theme, orders = "dark" if self.dark else "", self.orders if self.orders != address.ORDERS[0] else ""
        return address.compose(self.live.wish, self.week, self.view, theme, self.firm, own, orders)

    def unhurried(self) -> int:
        """The week that tables show: that of the last pause, and while it plays not more than about once a second."""
        if self.playing and time.monotonic() - self._slow[0] > UNHURRIED:
            self._slow = (time.monotonic(), self.week)
        return min(self._slow[1], self.week)

    def say(self, text: str, kind: str = "") -> None:
        """Show a message; the same one only once, and never more than MOST_NOTICES: the oldest make way."""
        self._said += 1
        others = [n for n in self.notices if n["text"] != text]
        self.notices = [*others, {"id": self._said, "text": text, "kind": kind}][-MOST_NOTICES:]

    def drop(self) -> None:
        """Free the model for others; the wish stays, so that it can be taken up again."""
        self._kept = (self.live.wish, self.shown)
        self.gone, self.playing = True, False
        self.parts = {}
        del self.live
        give_back_memory()

    # -- what a visitor does ------------------------------------------------------------------------------------------

    def _to_the_end(self) -> None:
        self.shown = None
        self.frame += 1

    @answer
    def advance(self, data: dict[str, Any]) -> None:
        """The browser has drawn what it had and wants the next weeks."""
        if not self.playing:
            # Asked for just before the pause was pressed.
            return
        self.live.advance(int(data.get("weeks", 1)))
        self._to_the_end()
        if self.live.finished:
            self.playing = False

    @answer
    def settle(self, data: dict[str, Any]) -> None:
        """The browser has drawn the week and has time for the tables."""
        self._slow = (time.monotonic(), self.week)

    @answer
    def play(self, data: dict[str, Any]) -> None:
        """Play or pause; playing goes on from the end."""
        self.playing = bool(data.get("on")) and not self.live.finished
        if self.playing:
            self._to_the_end()

    @answer
    def step(self, data: dict[str, Any]) -> None:
        """One week."""
        self.live.advance()
        self._to_the_end()

    @answer
    def reset(self, data: dict[str, Any]) -> None:
        """The opening again, with the levers as they stand."""
        self.playing = False
        self.live.reset()
        self._again()

    def _again(self) -> None:
        self.firm = self.firm if self.live.row_of(self.firm) is not None else ""
        self._to_the_end()

    @answer
    def scrub(self, data: dict[str, Any]) -> None:
        """Look at a past week, or at the last one lived."""
        week = max(0, int(data["week"]))
        self.playing = False
        self.shown = week if week < self.live.week else None
        self.frame += 1

    @answer
    def pace(self, data: dict[str, Any]) -> None:
        """Weeks a second."""
        self.speed = data["speed"] if data.get("speed") in SPEEDS else self.speed

    @answer
    def pick_scenario(self, data: dict[str, Any]) -> None:
        """Another scenario, with the levers at its own defaults."""
        name = str(data["name"])
        scenario = self.own if name == address.OWN and self.own else address.parse(f"scenario={name}").wish.scenario
        self.playing = False
        self.live.open(Wish(scenario, self.live.seed))
        self._again()

    @answer
    def sow(self, data: dict[str, Any]) -> None:
        """Another seed: another luck, the same levers."""
        try:
            seed = check_seed(str(data["seed"])[:25])
        except BadInput:
            raise BadInput(f"“{str(data['seed'])[:25]}” is not a seed; a whole number from 0 is") from None
        self.playing = False
        self.live.reset(seed=seed)
        self._again()

    @answer
    def new_seed(self, data: dict[str, Any]) -> None:
        """A seed by chance."""
        self.playing = False
        self.live.reset(seed=random.randint(1, 99_999))
        self._again()

    @answer
    def pull(self, data: dict[str, Any]) -> None:
        """Move a lever, and say when it is in force."""
        self._pull(str(data["name"]), data["value"])

    def _pull(self, name: str, value: Any) -> None:
        if name not in address.LEVERS:
            raise BadInput(f"there is no lever {name[:40]!r}")
        if PARAMETERS[name].type == "whole" and isinstance(value, int | float) and not isinstance(value, bool):
            value = round(value)
        if self.shown is not None:
            self._to_the_end()
        before = self.live.week
        now = self.live.pull(name, value)
        text = labels.LEVER_LATER if not now else labels.LEVER_NOW if before else labels.LEVER_OPENING
        self.say(text.format(label=levers.label(name), week=self.live.week + 1))
        self.frame += 1

    @answer
    def back(self, data: dict[str, Any]) -> None:
        """A lever back to the scenario's own value."""
        self._pull(str(data["name"]), self.live.base.parameters()[str(data["name"])])

    @answer
    def all_back(self, data: dict[str, Any]) -> None:
        """All levers back."""
        for name in list(self.live.wanted):
            self._pull(name, self.live.base.parameters()[name])

    @answer
    def pick_firm(self, data: dict[str, Any]) -> None:
        """Open a firm; names that are no firm's (a maker's, a sum's) open nothing."""
        name = str(data.get("name", ""))[:80]
        if self.live.row_of(name) is not None:
            self.firm = name

    @answer
    def close_firm(self, data: dict[str, Any]) -> None:
        """Back to the industry."""
        self.firm = ""

    @answer
    def filter_feed(self, data: dict[str, Any]) -> None:
        """What the feed shows."""
        self.group, self.query = str(data.get("group", ""))[:40], str(data.get("query", ""))[:60]

    @answer
    def relate(self, data: dict[str, Any]) -> None:
        """Which relation the network shows."""
        self.relation = str(data.get("relation", ""))[:20]

    @answer
    def divide_orders(self, data: dict[str, Any]) -> None:
        """Orders of machines by maker, or by the country of the plant."""
        self.orders = data["value"] if data.get("value") in address.ORDERS else self.orders

    @answer
    def look_so(self, data: dict[str, Any]) -> None:
        """Light, dark, projector."""
        self.dark = bool(data.get("dark", self.dark))
        if "view" in data:
            self.view = "projector" if data["view"] == "projector" else ""

    @answer
    def share(self, data: dict[str, Any]) -> None:
        """The address has been copied."""
        self.say(labels.SHARED)

    @answer
    def dismiss(self, data: dict[str, Any]) -> None:
        """A message has been read."""
        self.notices = [n for n in self.notices if n["id"] != data.get("id")]

    @answer
    def download(self, data: dict[str, Any]) -> None:
        """Make a file and hand it to the browser."""
        self.file = downloads.make(str(data["kind"]), self.live, self.week, (self.file or {}).get("serial", 0) + 1)

    @answer
    def upload(self, data: dict[str, Any]) -> None:
        """A scenario from the visitor's own file."""
        scenario = upload.read(str(data.get("name", "")), data.get("text"), int(data.get("size", 0)))
        self.playing = False
        self.live.open(Wish(scenario, self.live.seed))
        self.own = scenario
        self._again()
        self.say(labels.UPLOADED.format(name=scenario.title))

    def begin_again(self, data: dict[str, Any] | None = None) -> None:
        """The way back after a failure: the default picture."""
        wish = Wish(self.live.base, self.live.seed)
        self._return(wish, None)

    def come_back(self, data: dict[str, Any] | None = None) -> None:
        """The way back after having been away: the very picture that was left."""
        self._return(*self._kept)

    def _return(self, wish: Wish, shown: int | None) -> None:
        if ROOM.enter(self.who, self.drop):
            self.live = Live(wish)
            self.gone = self.failed = False
            self._slow = (0.0, wish.week)
            self.shown, self.firm, self.parts = shown, "", {}
            self.frame += 1
        self.draw()
