"""The model a visitor watches: one simulation of their own, its levers, and the frames of the week they look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ....catalog.capacities import MAX_WEEKS, N_FIRMS
from ....catalog.check import Value, check
from ....catalog.errors import BadInput
from ....industry.levers import live_parameters, set_live
from ....results.frames import events_frame, series_frame
from ....results.recorder import firm_rows
from ....results.regional import REGIONAL, regional
from ....results.simulation import Simulation
from ....scenario.scenario import Scenario
from ..charts.history import FirmsSoFar, Frames, Regions
from ..words import labels

DEFAULT = "april-2025"
FIRM_WEEKS = 200_000
"""The largest run the page holds for one visitor: some 60 MB of firms' books."""
MOST_AT_ONCE = 26
"""Weeks lived in answer to one message, so that a visitor cannot keep the server busy."""


@dataclass(frozen=True)
class Change:
    """A lever moved while the industry lived: in force from the week after `week`."""

    week: int
    name: str
    value: Value


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for: everything an address holds of a model."""

    scenario: Scenario
    seed: int = 1
    levers: tuple[tuple[str, Value], ...] = ()
    changes: tuple[Change, ...] = ()
    week: int = 0


class Live:
    """A visitor's model. `wanted` are the levers as they stand on the page, `opened` those of the first week."""

    def __init__(self, wish: Wish) -> None:
        self.open(wish)

    def open(self, wish: Wish) -> None:
        """Build the world asked for and live it up to its week. `BadInput` leaves what was there."""
        opened = {name: check(name, value) for name, value in wish.levers}
        scenario = wish.scenario.with_overrides(opened) if opened else wish.scenario
        within(scenario)
        simulation = Simulation(scenario, wish.seed, keep="full")
        self.base, self.seed = wish.scenario, wish.seed
        self.opened, self.wanted = opened, dict(opened)
        self.changes: list[Change] = []
        self.simulation = simulation
        self.firms = FirmsSoFar(simulation.weeks, N_FIRMS)
        self.firms.take(firm_rows(simulation.world, 0))
        self._regions: list[np.ndarray] = []
        self._events: pd.DataFrame = events_frame(simulation.recorder.events(), simulation.names)
        self._replayed: Simulation | None = None
        self.follow(list(wish.changes), wish.week)

    def follow(self, changes: list[Change], week: int) -> None:
        """Live to a week, moving levers on the way as somebody did before."""
        for change in sorted(changes, key=lambda change: change.week):
            if change.week <= week:
                self._live_to(change.week)
                self.pull(change.name, change.value)
        self._live_to(week)

    @property
    def week(self) -> int:
        """Weeks lived so far."""
        return self.simulation.week

    @property
    def weeks(self) -> int:
        """Length of the run."""
        return self.simulation.weeks

    @property
    def finished(self) -> bool:
        """Whether the last week has been lived."""
        return self.simulation.finished

    @property
    def wish(self) -> Wish:
        """What would bring this very model back."""
        return Wish(self.base, self.seed, tuple(self.opened.items()), tuple(self.changes), self.week)

    def advance(self, weeks: int = 1) -> None:
        """Live some weeks, at most MOST_AT_ONCE and not past the end."""
        self._live_to(self.week + min(max(1, weeks), MOST_AT_ONCE))

    def _live_to(self, week: int) -> None:
        for _ in range(self.week, min(week, self.weeks)):
            self.simulation.step()
            self.firms.take(firm_rows(self.simulation.world, self.week))
            self._regions.append(regional(self.simulation.world))

    def reset(self, **changed: Any) -> None:
        """The world of the levers as they stand now, before its first week; with another scenario or seed if given."""
        self.open(Wish(changed.get("scenario", self.base), changed.get("seed", self.seed), tuple(self.wanted.items())))

    def pull(self, name: str, value: Any) -> bool:
        """Move a lever; whether it is in force at once (else from the next reset)."""
        held = check(name, value)
        if held == self.base.parameters()[name]:
            self.wanted.pop(name, None)
        else:
            self.wanted[name] = held
        if self.week == 0:
            self.reset()
            return True
        if not set_live(self.simulation.world, name, held):
            return False
        # The same lever twice in a week: only the last counts.
        self.changes = [c for c in self.changes if (c.week, c.name) != (self.week, name)]
        self.changes.append(Change(self.week, name, held))
        self._replayed = None
        return True

    def at_once(self, name: str) -> bool:
        """Whether a change of a lever is in force without a reset."""
        return self.week == 0 or name in live_parameters()

    def value(self, name: str) -> Value:
        """A lever as it stands on the page."""
        return self.wanted.get(name, self.base.parameters()[name])

    def waiting(self) -> list[str]:
        """Levers whose place on the page is not yet that of the running world."""
        in_force: Mapping[str, Value] = {**self.opened, **{c.name: c.value for c in self.changes}}
        names = {*self.wanted, *in_force}
        base = self.base.parameters()
        return [n for n in names if self.wanted.get(n, base[n]) != in_force.get(n, base[n])]

    def frames(self, week: int | None = None) -> Frames:
        """Everything charts need, as of a week (the last one lived if None)."""
        simulation = self.simulation
        simulation.names.refresh(simulation.world)
        series = series_frame(simulation.recorder.series(), simulation.names)
        firms = self.firms.frame(simulation.names.firms)
        names = simulation.names
        frames = Frames(self.weeks, names.start, series, self._news(), firms, self._power(), tuple(names.vendors))
        return frames if week is None else frames.until(week)

    def _power(self) -> Regions:
        names = tuple(self.simulation.names.regions)
        home = self.simulation.world["regions"]["in_us"][: len(names)] == 1
        rows = np.array(self._regions, REGIONAL).reshape(self.week, len(names))
        return Regions(names, home, rows)

    def _news(self) -> pd.DataFrame:
        rows = self.simulation.recorder.events()
        if len(rows) > len(self._events):
            new = events_frame(rows[len(self._events) :], self.simulation.names)
            self._events = pd.concat([self._events, new], ignore_index=True) if len(self._events) else new
        return self._events

    def simulation_at(self, week: int) -> Simulation:
        """The simulation as it stood at a week's end: itself, or lived again from its seed."""
        if week >= self.week:
            return self.simulation
        if self._replayed is None or self._replayed.week > week:
            self._replayed = Simulation(self.simulation.scenario, self.seed, keep="full")
        again = self._replayed
        while again.week < week:
            for change in self.changes:
                if change.week == again.week:
                    set_live(again.world, change.name, change.value)
            again.step()
        again.names.refresh(again.world)
        return again

    def row_of(self, name: str) -> int | None:
        """The row of a firm by its name, None if there is no such firm (yet)."""
        firms = self.simulation.names.firms
        return firms.index(name) if name in firms else None

    def firm(self, row: int, week: int) -> np.ndarray:
        """A firm's books from the opening (or its entry) to a week."""
        return self.firms.of(row, week)


def within(scenario: Scenario) -> None:
    """Refuse what is too large for a page."""
    firms = len(scenario.firms) + scenario.miners.anonymous
    if firms * scenario.weeks > FIRM_WEEKS or scenario.weeks > MAX_WEEKS:
        raise BadInput(labels.TOO_LARGE.format(firms=firms, weeks=scenario.weeks, most=FIRM_WEEKS))
