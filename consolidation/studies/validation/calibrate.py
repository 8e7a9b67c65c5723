"""Fitting a few parameters to 2019-2023: a seeded search whose trials are stored, so that it goes on where it stopped.

Trial number n depends on nothing but the trials before it, so a search interrupted and resumed is the search
uninterrupted. The test months are never looked at.
"""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from annotated_types import Len
from cmaes import CMA
from pydantic import BaseModel, ValidationError

from ...catalog.errors import BadInput
from ...results.files import write
from . import history
from .history import Observed


@dataclass(frozen=True)
class Fitted:
    """A parameter to fit, within bounds; on a log scale if `log`."""

    name: str
    low: float
    high: float
    log: bool = True

    def value(self, unit: float) -> float:
        """From the unit interval to the parameter's own scale."""
        if self.log:
            return float(f"{math.exp(math.log(self.low) + unit * math.log(self.high / self.low)):.6g}")
        return float(f"{self.low + unit * (self.high - self.low):.6g}")

    def unit(self, value: float) -> float:
        """And back."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


FITTED = (
    Fitted("rest_of_world.build_rate", 0.0005, 0.02),
    Fitted("rest_of_world.build_elasticity", 0.0, 2.0, log=False),
    Fitted("rest_of_world.opening_construction", 0.1, 10.0),
    Fitted("rest_of_world.refit_rate", 0.0005, 0.03),
    Fitted("rest_of_world.payback_weeks", 30.0, 250.0),
    Fitted("vendors.capacity_scale", 0.2, 3.0),
    Fitted("vendors.capacity_growth", 0.0, 0.6, log=False),
    Fitted("vendors.price_ratio", 0.15, 0.80),
    Fitted("vendors.backlog_markup", 0.1, 2.0, log=False),
    Fitted("miners.belief_halving", 0.45, 1.0, log=False),
    Fitted("miners.growth_pace", 0.02, 0.30),
    Fitted("entry.size_mw", 2.0, 100.0),
    Fitted("capital.equity_per_week", 0.002, 0.06),
)
"""What is fitted: how the rest of the world and the makers grow, what rigs cost, how large American entrants are."""

SEEDS = (1, 2)
POPULATION = 32
ANEW = "move the file away to begin anew"
NEARLY = 0.25  # a trial whose loss is so little above the best's is as good as it, for all we know
ENSEMBLE = 10  # of them make up the band


@dataclass(frozen=True)
class Trial:
    """A point tried and what it cost."""

    number: int
    units: tuple[float, ...]
    loss: float

    @property
    def overrides(self) -> dict[str, float]:
        """The parameters of this trial."""
        return {f.name: f.value(u) for f, u in zip(FITTED, self.units, strict=True)}


class Line(BaseModel):
    """A stored trial, as far as it is read again."""

    key: str
    number: int
    units: Annotated[tuple[float, ...], Len(len(FITTED), len(FITTED))]
    loss: float


class Trials:
    """The trials of one search, on disk: one line of JSON each, whole or not there."""

    def __init__(self, path: Path, key: str) -> None:
        self.path, self.key = path, key
        path.parent.mkdir(parents=True, exist_ok=True)
        self.done = self._read() if path.exists() else []

    def _read(self) -> list[Trial]:
        found, whole = [], ""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{self.path}: no file of trials ({getattr(error, 'strerror', 'not text')})") from None
        for number, line in enumerate(lines):
            if not line.endswith("\n"):
                break  # an interrupted write
            try:
                row = Line.model_validate_json(line)
            except ValidationError:
                raise BadInput(f"{self.path}: line {number + 1} is damaged; {ANEW}") from None
            if row.key != self.key:
                raise BadInput(f"{self.path}: trials of another scenario or model; {ANEW}")
            if row.number != number:
                raise BadInput(f"{self.path}: line {number + 1} holds trial {row.number}; {ANEW}")
            found.append(Trial(row.number, row.units, row.loss))
            whole += line
        # What an interruption left of a line goes, or the next trial would be written behind it.
        write(self.path, whole.encode())
        return found

    def add(self, trial: Trial) -> None:
        """Append a trial."""
        if not self.done:
            self.path.write_text("", encoding="utf-8")
        self.done.append(trial)
        row = {"key": self.key, "number": trial.number, "units": trial.units, "loss": trial.loss, **trial.overrides}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    @property
    def best(self) -> Trial:
        """The trial of least loss."""
        return min(self.done, key=lambda t: (t.loss, t.number))


class Search:
    """CMA-ES (Hansen 2016) over the unit cube, seeded:
    it asks for points generation by generation and is told their losses.

    It has no state beyond the trials: told the stored ones again, it stands where it stood when the last was stored.
    """

    def __init__(self, seed: int) -> None:
        dimensions = len(FITTED)
        middle, bounds = np.full(dimensions, 0.5), np.array([[0.0, 1.0]] * dimensions)
        self._cma = CMA(mean=middle, sigma=0.25, bounds=bounds, seed=seed, population_size=POPULATION)
        self._asked: list[np.ndarray] = []
        self._told: list[tuple[np.ndarray, float]] = []

    def ask(self) -> tuple[float, ...]:
        """The next point."""
        self._asked.append(self._cma.ask())
        return tuple(float(u) for u in self._asked[-1])

    def tell(self, loss: float) -> None:
        """What the point asked for last has cost."""
        self._told.append((self._asked[-1], loss))
        if len(self._told) == POPULATION:
            self._cma.tell(self._told)
            self._told = []


def calibrate(
    path: Path,
    trials: int,
    seed: int = 1,
    target: Observed | None = None,
    told: Callable[[int, float], None] | None = None,
    seeds: tuple[int, ...] = SEEDS,
) -> Trials:
    """Go on until there are so many trials; facts are the observed ones unless others are given."""
    aim = target or history.observed()
    stored = Trials(path, search_key(seed, aim, seeds))
    searching = Search(seed)
    for n in range(trials):
        units = searching.ask()
        if n >= len(stored.done):
            overrides = {f.name: f.value(u) for f, u in zip(FITTED, units, strict=True)}
            stored.add(Trial(n, units, history.loss(overrides, seeds, aim)))
            if told:
                told(len(stored.done), stored.best.loss)
        searching.tell(stored.done[n].loss)
    return stored


def search_key(seed: int, target: Observed, seeds: tuple[int, ...]) -> str:
    """What a stored trial belongs to: scenario, facts, bounds, seeds."""
    facts = [list(map(float, target.hash_eh_s[: history.FIT_MONTHS])), repr(target.us_share), repr(target.rig_price)]
    # The scenario holds what was fitted last; what is being fitted now must not depend on it.
    middle = {f.name: f.value(0.5) for f in FITTED}
    content = [history.scenario(middle).hash, seed, list(seeds), facts, [repr(f) for f in FITTED]]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def recover(
    path: Path, trials: int, seed: int = 7, told: Callable[[int, float], None] | None = None
) -> list[dict[str, Any]]:
    """Fit facts that the model made itself with known parameters: what the search finds of them.

    The facts are of another seed than the fit's, so luck is in the way as it is in reality.
    """
    luck = np.random.default_rng([seed, 99])
    units = luck.uniform(0.3, 0.7, len(FITTED))
    truth = {f.name: f.value(u) for f, u in zip(FITTED, units, strict=True)}
    found = calibrate(path, trials, seed, history.pretend(truth, 101), told)
    good = spread(found)
    return [
        {
            "parameter": f.name,
            "true": truth[f.name],
            "found": found.best.overrides[f.name],
            "low": good[f.name][0],
            "high": good[f.name][1],
            "off": abs(f.unit(found.best.overrides[f.name]) - float(u)),  # of the width between its bounds
        }
        for f, u in zip(FITTED, units, strict=True)
    ]


def spread(trials: Trials, within: float = NEARLY) -> dict[str, tuple[float, float]]:
    """The range of each parameter over the trials whose loss is within so much of the best's."""
    good = accepted(trials, within)
    return {f.name: (min(t.overrides[f.name] for t in good), max(t.overrides[f.name] for t in good)) for f in FITTED}


def accepted(trials: Trials, within: float = NEARLY) -> list[Trial]:
    """The trials nearly as good as the best, the best first."""
    ranked = sorted(trials.done, key=lambda t: (t.loss, t.number))
    return [t for t in ranked if t.loss <= ranked[0].loss + within]


def ensemble(trials: Trials, size: int = ENSEMBLE) -> list[Trial]:
    """The best trial and others nearly as good, spaced over their ranks:
    a search ends in many that are all but the same.
    """
    good = accepted(trials)
    places = np.linspace(0, len(good) - 1, min(size, len(good))).round().astype(int)
    return [good[k] for k in places]
