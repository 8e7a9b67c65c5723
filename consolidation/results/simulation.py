"""A world being lived: one scenario, one seed, week after week, saved and taken up again at will.

`run`, the Mesa face and the page all go through this class, so there is one way to live a week.
"""

import hashlib
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalog.capacities import MAX_WEEKS, N_FIRMS
from ..catalog.errors import BadInput
from ..catalog.names import Names
from ..catalog.tables import WORLD, describe, new_world
from ..engine.objects import fill, rows_of, to_objects, to_record
from ..engine.replacing import any_replaced
from ..engine.rule import COMPILES
from ..industry.rules import RULES
from .files import write
from .lived_under import difference, stamp, todays
from .recorder import Keep, Recorder
from .seeds import Seed, check_seed

if TYPE_CHECKING:
    from ..scenario.scenario import Scenario

CONSERVED = (
    "cents",
    "satoshi",
    "rig",
    "kW",
    "W",
    "TH",
    "TH/s",
    "firm",
    "site",
    "order",
    "model",
    "row",
    "0/1",
    "code",
    "",
)
"""Units of what only moves, of counts, and of the numbers of rows and kinds: no hand writes these."""
RECORDED = ("now", "rows", "flows", "firms", "accounts")
"""What the recorder looks at after each week; the last two for the panel only."""


class Simulation:
    """One run in progress.

    `weeks` is the length of the run in weeks (the scenario's own if None), `keep` what is recorded (`recorder`).
    Without `compiled` the same rules run uncompiled over plain Python objects (`objects`), equal in every figure and
    some eighty times slower, for a debugger to step through.
    """

    def __init__(
        self,
        scenario: "Scenario | str | os.PathLike[str]",
        seed: Seed = 1,
        weeks: int | None = None,
        keep: Keep = "full",
        compiled: bool = True,
    ) -> None:
        from ..industry.opening import open_world
        from ..industry.reading import hold_to_the_language

        self._rules = RULES()
        hold_to_the_language(self._rules)
        self.scenario = as_scenario(scenario)
        self.seed = check_seed(seed)
        self.weeks = check_weeks(self.scenario.weeks if weeks is None else weeks)
        self._record: Any = open_world(self.scenario, self.seed)
        self._record["clock"]["weeks"][0] = self.weeks
        self.objects: Any = None if compiled and COMPILES and not any_replaced() else to_objects(self._record)
        self._stale = False
        self.names = Names(self.scenario, self._record)
        self.recorder = Recorder(self._record, self.weeks, keep)
        self.spent: dict[str, float] | None = None if keep == "series" else {}

    @property
    def world(self) -> Any:
        """The tables as they stand (`catalog/tables.py`); objects are written into them when they are asked for."""
        if self._stale:
            to_record(self.objects, self._record)
            self._stale = False
        return self._record

    @property
    def week(self) -> int:
        """Weeks lived so far."""
        return self.recorder.taken

    @property
    def finished(self) -> bool:
        """Whether the last week has been lived."""
        return self.recorder.taken >= self.weeks

    def step(self) -> None:
        """Live one week and record it. `Breach` when the books do not balance, IndexError after the last week."""
        from ..industry.week import plain_step, step

        if self.finished:
            raise IndexError(f"the run ended in week {self.weeks}")
        if self.objects is None:
            step(self._record, self.spent)
            self.recorder.take()
            return
        plain_step(self.objects, self.spent)
        told = self.objects.rows[0].n_events
        fill(self._record.view(np.ndarray)["events"], self.objects.events, told)
        to_record(self.objects, self._record, RECORDED if self.recorder.keep == "panel" else RECORDED[:3])
        self.recorder.take()
        self.objects.rows[0].n_events = 0
        self._stale = True

    def set_live(self, name: str, value: Any) -> bool:
        """Set a parameter while it lives; whether it takes effect now. `BadInput`: no such name, or not that value."""
        from ..industry.levers import set_live

        taken = set_live(self.world, name, value)
        if self.objects is not None:
            self.objects.params = rows_of("params", self._record.view(np.ndarray)["params"])
        return taken

    def write(self, table: str, row: int, name: str, value: Any, who: str) -> None:
        """Write a column of a living agent by hand, in a world of objects; the next week lives with it.

        AttributeError: the world is compiled, or the column is a total or one of the conserved things, which only move.
        `BadInput`: not a number of the column's kind, or not within its bounds; in a line that names `who`.
        """
        if self.objects is None:
            raise AttributeError(f"{name}: the engine's, to be read; `Industry.set_lever` sets parameters")
        column = next(one for one in describe(table) if one.name == name)
        if column.of or column.shape or column.unit in CONSERVED:
            raise AttributeError(f"{who}: {name} is kept by the books: it cannot be written by hand")
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (whole or (column.type == "f8" and isinstance(value, float | np.floating) and math.isfinite(value))):
            kind = "whole number" if column.type == "i8" else "number"
            raise BadInput(f"{who}: {column.name} = {str(value)[:40]!r} is not allowed: a {kind} is wanted")
        low, high = column.bounds
        if not low <= value <= high:
            raise BadInput(f"{who}: {column.name} = {value} is not allowed: from {low:g} to {high:g}")
        held = int(value) if column.type == "i8" else float(value)
        setattr(getattr(self.objects, table)[row], column.name, held)
        self._stale = True

    def lived_under(self) -> str:
        """The digest of its rules so far.
        Rules replaced while it lived make one that is neither the old nor the new.
        """
        now = RULES()
        return now if now == self._rules else hashlib.sha256(f"{self._rules} {now}".encode()).hexdigest()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a checkpoint; `load` goes on from it as if nothing had happened. The file is whole or not there."""
        facts = {
            **stamp(self.lived_under()),
            "capacity": N_FIRMS,
            "seed": self.seed,
            "weeks": self.weeks,
            "keep": self.recorder.keep,
            "scenario": self.scenario.to_toml(full=True),
            "name": self.scenario.name,
            "hash": self.scenario.hash,
        }
        world = np.frombuffer(self.world.tobytes(), "u1")
        arrays: dict[str, Any] = {"facts": json.dumps(facts), "world": world, **self.recorder.state()}
        write(Path(path), lambda file: np.savez_compressed(file, **arrays))

    def __getstate__(self) -> dict[str, Any]:
        # Objects are made again from the record: their classes are made at run time, which pickle cannot name.
        record = self.world
        return {**vars(self), "_record": record, "objects": self.objects is not None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.objects = to_objects(self._record) if state["objects"] else None
        self.recorder.attach(self._record)

    @classmethod
    def load(cls, path: str | os.PathLike[str], compiled: bool = True) -> "Simulation":
        """Take up a run where `save` left it."""
        from ..scenario.scenario import Scenario

        try:
            with np.load(path, allow_pickle=False) as stored:
                state = {key: stored[key] for key in stored.files}
            facts = json.loads(str(state.pop("facts")))
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise BadInput(f"{path}: not a checkpoint ({error})") from None
        if facts["capacity"] != N_FIRMS:
            raise BadInput(f"{path}: a checkpoint with room for {facts['capacity']} firms; here is room for {N_FIRMS}")
        if state["world"].size != WORLD.itemsize:
            raise BadInput(f"{path}: a checkpoint of a model with other tables; live the run again from week one")
        if not todays(facts):
            raise BadInput(f"{path}: {difference(facts)}, so it cannot be gone on with")
        simulation = cls.__new__(cls)
        simulation.scenario = Scenario.parse(facts["scenario"], facts["name"])
        if simulation.scenario.hash != facts["hash"]:
            raise BadInput(f"{path}: {difference(facts)}, so it cannot be gone on with")
        simulation._rules = RULES()
        simulation.seed, simulation.weeks = facts["seed"], facts["weeks"]
        simulation._record = new_world()
        simulation._record.view(np.ndarray).reshape(1).view("u1")[:] = state.pop("world")
        simulation.objects = None if compiled and COMPILES else to_objects(simulation._record)
        simulation._stale = False
        simulation.names = Names(simulation.scenario, simulation._record)
        simulation.recorder = Recorder(simulation._record, simulation.weeks, facts["keep"])
        simulation.recorder.restore(state)
        simulation.spent = None if facts["keep"] == "series" else {}
        return simulation


def as_scenario(scenario: "Scenario | str | os.PathLike[str]") -> "Scenario":
    """A scenario as it is, or loaded by name or path."""
    from ..scenario.scenario import Scenario

    return scenario if isinstance(scenario, Scenario) else Scenario.load(os.fspath(scenario))


def check_weeks(weeks: int) -> int:
    """A run's length the tables hold."""
    if isinstance(weeks, bool) or not isinstance(weeks, int | np.integer):
        raise BadInput(f"weeks: {weeks!r} is not a whole number")
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"weeks: {weeks} is not between 1 and {MAX_WEEKS}")
    return int(weeks)
