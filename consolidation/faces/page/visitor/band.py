"""Pairs of runs in the background: two settings, the same luck, many seeds. Can be watched and cancelled."""

import logging
import threading
import time

import numpy as np

from ....catalog.errors import Breach
from ....catalog.series import COMPARED
from ....results.frames import series_frame
from ....results.simulation import Simulation
from ....scenario.scenario import Scenario
from ..charts.history import column

log = logging.getLogger("consolidation.faces.page")
AT_ONCE = threading.Semaphore(2)
"""Bands of all visitors together that run at the same time; the others wait their turn."""
BREATH = 0.001
EVERY = 8
"""A thousandth of a second's pause every so many weeks, so that visitors who only watch are not held up."""


class Band:
    """Differences A - B of every measure, a row a seed; grows while it runs."""

    def __init__(self, a: Scenario, b: Scenario, seeds: list[int]) -> None:
        self.sides, self.seeds = (a, b), seeds
        self.weeks = min(a.weeks, b.weeks)
        self.found: list[dict[str, np.ndarray]] = []
        self.lived: list[int] = []
        self.failed = 0
        self.started = self.cancelled = self.ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def done(self) -> int:
        """Pairs that were tried."""
        return len(self.found) + self.failed

    def cancel(self) -> None:
        """Stop after the week being lived."""
        self.cancelled = True

    def differences(self, measure: str) -> np.ndarray:
        """One measure: a row a seed, a column a week."""
        return np.array([pair[measure] for pair in self.found])

    def _run(self) -> None:
        with AT_ONCE:
            self.started = True
            for seed in self.seeds:
                if self.cancelled:
                    break
                try:
                    pair = [self._one(side, seed) for side in self.sides]
                    if not self.cancelled:
                        self.lived.append(seed)
                        self.found.append({name: pair[0][name] - pair[1][name] for name in pair[0]})
                except Breach:
                    log.exception("seed %d of a band", seed)
                    self.failed += 1
                except Exception:
                    log.exception("a band ended with seed %d", seed)
                    self.failed += 1
        self.ended = True

    def _one(self, scenario: Scenario, seed: int) -> dict[str, np.ndarray]:
        simulation = Simulation(scenario, seed, self.weeks, keep="series")
        while simulation.week < self.weeks and not self.cancelled:
            simulation.step()
            if simulation.week % EVERY == 0:
                time.sleep(BREATH)
        series = series_frame(simulation.recorder.series(), simulation.names)
        return {name: column(series, name) for name in COMPARED}
