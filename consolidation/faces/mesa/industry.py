"""The Mesa face: the industry as a `mesa.Model` whose agents are views of the engine's rows.

The engine lives the week; an agent here holds a row number and reads its columns, so `agents`, `agents_by_type`,
`AgentSet.agg`, Mesa's DataCollector, batch runner and SolaraViz work for someone who knows Mesa. Only this module and
`model_agents` import mesa.

Two of Mesa's habits to know. SolaraViz passes its sliders by keyword and insists that the catch-all is called `kwargs`.
And `model` on a RigVendor is the Mesa model, as on every agent; the machine it sells is `model_on_sale`.
"""

import itertools
import os
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from ...catalog.codes import SMALL
from ...catalog.names import Names, slug
from ...catalog.series import REPORTED
from ...results.seeds import Seed, seed_from
from ...results.simulation import Simulation, as_scenario
from .agents import AIBuyer, Firm, Major, RigVendor, SmallMiner

if TYPE_CHECKING:
    import networkx
    import pandas as pd

    from ...scenario.scenario import Scenario

__all__ = ["AIBuyer", "Industry", "Major", "RigVendor", "SmallMiner"]


class Industry(mesa.Model):
    """The American Bitcoin-mining industry of one scenario and seed; a step is a week.

    Parameters of the scenario are keywords with two underscores for the dot: `Industry(tariffs__scale=0.0, weeks=104)`.
    Week by week it equals `run()` of the same scenario and seed, bit for bit, until a lever is set.

    `seed` is a whole number, also as text (what Mesa's seed box hands over); `rng` is Mesa's other name for it and may
    also be a NumPy generator or seed sequence. With neither one is drawn, as Mesa does; `industry.seed` says which.
    """

    running: bool

    def __init__(
        self,
        scenario: "Scenario | str | os.PathLike[str]" = "april-2025",
        seed: Seed = None,
        *,
        rng: Any = None,
        compiled: bool = True,
        **kwargs: Any,
    ) -> None:
        # `kwargs` and no better name: see above, SolaraViz.
        self._agent_numbers = itertools.count(1)
        self.simulation = Simulation(with_levers(scenario, kwargs), seed_from(seed, rng), compiled=compiled)
        super().__init__(rng=self.simulation.seed)
        for kind in (SmallMiner, Major, AIBuyer, RigVendor):
            self._agents_by_type[kind] = mesa.agent.AgentSet([], random=self.random)
        self._firms: dict[int, Firm] = {}
        self._seen = 0
        used = self.world["rows"][0]
        for row in range(int(used["n_vendors"])):
            RigVendor(self, row)
        for region in np.flatnonzero(np.asarray(self.world["regions"]["ai_share"]) > 0.0):
            AIBuyer(self, int(region))
        self._meet_the_firms()
        shares = {f"share_{slug(vendor)}": ("vendor_share", row) for row, vendor in enumerate(self.names.vendors)}
        self._figures: dict[str, tuple[str, Any]] = {name: (name, ()) for name in REPORTED} | shares
        # By name, not by function: every Mesa collects an attribute, and it survives a copy. The seed is one of them
        # because `batch_run` may leave it to be drawn.
        self.datacollector = mesa.DataCollector(model_reporters={name: name for name in (*self._figures, "seed")})

    def __getattr__(self, name: str) -> Any:
        """A figure of the series as it stands now: `industry.hhi_us`."""
        try:
            column, row = self.__dict__["_figures"][name]
        except KeyError:
            raise AttributeError(f"Industry has no {name!r}") from None
        return self.world["now"][column][0][row].item()

    def __repr__(self) -> str:
        return f"<Industry {self.scenario.name}, seed {self.seed}, week {self.week} of {self.simulation.weeks}>"

    def register_agent(self, agent: Any) -> None:
        """Mesa's, with one count of ids for the industry's agents and its user's own."""
        super().register_agent(agent)
        agent.unique_id = next(self._agent_numbers)

    @property
    def world(self) -> Any:
        """The engine's tables (`catalog/tables.py`)."""
        return self.simulation.world

    @property
    def names(self) -> Names:
        """Names of rows (`catalog/names.py`)."""
        return self.simulation.names

    @property
    def scenario(self) -> "Scenario":
        """The scenario it was opened with."""
        return self.simulation.scenario

    @scenario.setter
    def scenario(self, other: Any) -> None:
        # Mesa 3.5 hands every model a scenario of Mesa's kind, which says no more than the seed.
        if not type(other).__module__.startswith("mesa."):
            raise AttributeError("scenario: an industry keeps the one it was opened with; `set_lever` sets parameters")

    @property
    def seed(self) -> int:
        """The seed it was opened with, also when that was drawn."""
        return self.simulation.seed

    @property
    def week(self) -> int:
        """Weeks lived so far."""
        return self.simulation.week

    @property
    def series(self) -> "pd.DataFrame":
        """One row a week so far, as `Run.series`."""
        from ...results.frames import series_frame

        return series_frame(self.simulation.recorder.series(), self.names)

    @property
    def events(self) -> "pd.DataFrame":
        """What has happened so far, as `Run.events`."""
        from ...results.frames import events_frame

        return events_frame(self.simulation.recorder.events(), self.names)

    def step(self) -> None:
        """Live one week; after the last one nothing happens any more."""
        if not self.running:
            self.steps = self.week
            return
        self.simulation.step()
        self._meet_the_firms()
        self.running = not self.simulation.finished
        self.datacollector.collect(self)

    def set_lever(self, name: str, value: Any) -> bool:
        """Set a parameter (`energy.support_usd_per_mwh`) in the running industry; whether it takes effect now.

        False, with nothing changed: it only shapes how an industry opens. `BadInput`: no such name, or not that value.
        """
        return self.simulation.set_live(name.replace("__", "."), value)

    def network(self) -> "networkx.MultiDiGraph":
        """Who supplies, hosts, lends to, leases from, owns and bought whom, now."""
        from ...results.network import build_network

        return build_network(self.world, self.scenario, self.simulation.recorder.events())

    def _meet_the_firms(self) -> None:
        """Entrants join the agents, the dead leave them."""
        self.names.refresh(self.world)
        firms = self.world["firms"]
        n = int(self.world["rows"]["n_firms"][0])
        alive = np.asarray(firms["alive"])[:n]
        for row in range(self._seen, n):
            if alive[row]:
                kind = SmallMiner if firms["size_class"][row] == SMALL else Major
                self._firms[row] = kind(self, row)
        self._seen = n
        for row in [row for row in self._firms if not alive[row]]:
            self._firms.pop(row).remove()


def with_levers(scenario: "Scenario | str | os.PathLike[str]", levers: dict[str, Any]) -> "Scenario":
    """A scenario with keywords as overrides, two underscores for the dot."""
    overrides = {name.replace("__", "."): value for name, value in levers.items()}
    from ...scenario.scenario import Scenario

    if isinstance(scenario, Scenario):
        return scenario.with_overrides(overrides) if overrides else scenario
    return Scenario.load(os.fspath(scenario), overrides) if overrides else as_scenario(scenario)
