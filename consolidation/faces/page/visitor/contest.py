"""A comparison: two models with the same luck, side by side, and what a visitor can do with them."""

from typing import Any
from urllib.parse import quote

from ....catalog.check import PARAMETERS
from ....catalog.errors import BadInput
from ....catalog.series import COMPARED
from ..words.labels import COMPARE, SEED_COUNTS
from . import address, downloads
from .band import Band
from .live import DEFAULT, Live, Wish
from .visit import SPEEDS, Visit, answer

OTHER = "no-shock"
SIDES = ("a", "b")
FIRST_MEASURE = "exits"


class Contest:
    """Sides A and B. Levers hold for the whole run: moving one starts both again, so that they stay comparable."""

    playing: bool = False

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        asked = visit.rest
        self.seed = visit.live.seed
        self.measure = asked.get("measure", FIRST_MEASURE)
        if self.measure not in COMPARED:
            self.measure = FIRST_MEASURE
        self.speed, self.frame = SPEEDS[-1], 0
        self.shown: int | None = None
        self.seeds = SEED_COUNTS[1]
        self.band: Band | None = None
        self.lives: dict[str, Live] = {}
        for side, default in zip(SIDES, (visit.live.base.name, OTHER), strict=True):
            name = asked.get(side, default if default in address.Scenario.names() else DEFAULT)
            levers = {key[2:]: text for key, text in asked.items() if key.startswith(f"{side}.")}
            if side == "a" and "a" not in asked and not levers:
                self.lives[side] = Live(Wish(visit.live.base, self.seed, tuple(visit.live.wanted.items())))
                continue
            query = "&".join(f"{quote(k)}={quote(v)}" for k, v in {"scenario": name, **levers}.items())
            wanted = address.parse(query)
            for problem in wanted.problems:
                visit.say(problem, "warn")
            self.lives[side] = Live(Wish(wanted.wish.scenario, self.seed, wanted.wish.levers))

    @property
    def address(self) -> str:
        """What brings this comparison back."""
        parts = [("seed", str(self.seed)), ("measure", self.measure)]
        for side, live in self.lives.items():
            parts.append((side, live.base.name))
            parts += [(f"{side}.{name}", address.written(value)) for name, value in live.wanted.items()]
        return "&".join(f"{quote(key)}={quote(value)}" for key, value in parts)

    @property
    def weeks(self) -> int:
        """Weeks both sides have."""
        return min(live.weeks for live in self.lives.values())

    @property
    def lived(self) -> int:
        """Weeks lived by both."""
        return min(live.week for live in self.lives.values())

    @property
    def week(self) -> int:
        """The week shown."""
        return self.lived if self.shown is None else min(self.shown, self.lived)

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to live."""
        return self.lived >= self.weeks

    def follow_seed(self) -> None:
        """Take the seed of the head of the page."""
        if self.seed != self.visit.live.seed:
            self.seed = self.visit.live.seed
            self._again()

    def _again(self) -> None:
        for live in self.lives.values():
            live.reset(seed=self.seed)
        self.playing, self.shown = False, None
        self.stop_band()
        self.frame += 1

    def stop_band(self) -> None:
        """What runs in the background is of settings that are no more."""
        if self.band:
            self.band.cancel()
        self.band = None

    @answer
    def advance(self, data: dict[str, Any]) -> None:
        """Both sides live on."""
        if not self.playing:
            # Asked for just before the pause was pressed.
            return
        for live in self.lives.values():
            live.advance(min(int(data.get("weeks", 1)), self.weeks - self.lived))
        self.shown = None
        self.frame += 1
        if self.finished:
            self.playing = False

    @answer
    def step(self, data: dict[str, Any]) -> None:
        """One week each."""
        for live in self.lives.values():
            live.advance()
        self.shown = None
        self.frame += 1

    @answer
    def play(self, data: dict[str, Any]) -> None:
        """Play or pause."""
        self.playing = bool(data.get("on")) and not self.finished
        self.shown = None if self.playing else self.shown
        self.frame += 1

    @answer
    def reset(self, data: dict[str, Any]) -> None:
        """Both from the opening."""
        self._again()

    @answer
    def scrub(self, data: dict[str, Any]) -> None:
        """Look back."""
        week = max(0, int(data["week"]))
        self.playing = False
        self.shown = week if week < self.lived else None
        self.frame += 1

    @answer
    def pace(self, data: dict[str, Any]) -> None:
        """Weeks a second."""
        self.speed = data["speed"] if data.get("speed") in SPEEDS else self.speed

    @answer
    def pick_measure(self, data: dict[str, Any]) -> None:
        """What is compared."""
        if data.get("value") in COMPARED:
            self.measure = data["value"]

    @answer
    def pick_scenario(self, data: dict[str, Any]) -> None:
        """Another scenario for a side, at its own levers."""
        scenario = address.parse(f"scenario={data['value']}").wish.scenario
        self.lives[_side(data)].open(Wish(scenario, self.seed))
        self._again()

    @answer
    def pull(self, data: dict[str, Any]) -> None:
        """Move a lever of a side."""
        name, value = str(data["name"]), data["value"]
        if name not in address.LEVERS:
            raise BadInput(f"there is no lever {name[:40]!r}")
        if PARAMETERS[name].type == "whole" and not isinstance(value, bool):
            value = round(value)
        live = self.lives[_side(data)]
        self._again()
        live.pull(name, value)

    @answer
    def back(self, data: dict[str, Any]) -> None:
        """One lever of a side back, or all of them."""
        live = self.lives[_side(data)]
        self._again()
        for name in [data["name"]] if "name" in data else list(live.wanted):
            live.pull(str(name), live.base.parameters()[str(name)])

    @answer
    def pick_seeds(self, data: dict[str, Any]) -> None:
        """How many seeds the band has."""
        if int(data.get("value", 0)) in SEED_COUNTS:
            self.seeds = int(data["value"])

    @answer
    def run_band(self, data: dict[str, Any]) -> None:
        """Start the band, or cancel it."""
        if self.band and not self.band.ended:
            self.band.cancel()
            return
        a, b = (live.simulation.scenario for live in self.lives.values())
        self.band = Band(a, b, [self.seed + k for k in range(self.seeds)])

    @answer
    def poll(self, data: dict[str, Any]) -> None:
        """How far the band is: the page is drawn again."""

    @answer
    def download(self, data: dict[str, Any]) -> None:
        """The comparison as a file; a band has to be run first."""
        frames = {side: live.frames(self.week) for side, live in self.lives.items()}
        serial = (self.visit.file or {}).get("serial", 0) + 1
        file = downloads.compared(str(data["kind"]), frames, self.band, self.seed, serial)
        if file is None:
            raise BadInput(COMPARE["no_band"])
        self.visit.file = file


def _side(data: dict[str, Any]) -> str:
    return data["side"] if data.get("side") in SIDES else SIDES[0]
