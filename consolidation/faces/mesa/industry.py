"""The Mesa face: the industry as a `mesa.Model` whose agents are views of the engine's rows.

The engine lives the week; an agent here holds a row number and reads its columns, so `agents`, `agents_by_type`,
`AgentSet.agg`, Mesa's DataCollector, batch runner and SolaraViz work for someone who knows Mesa. Only this module and
`model_agents` import mesa.

Three of Mesa's habits to know (version 3.3). `batch_run` gives every iteration the same seed: pass `seed=range(...)` as
a parameter instead. SolaraViz passes its sliders by keyword and insists that the catch-all is called `kwargs`. And
`model` on a RigVendor is the Mesa model, as on every agent; the machine it sells is `model_on_sale`.
"""

import itertools
import os
from functools import partial
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from ...catalog.codes import SMALL
from ...catalog.names import Names, slug
from ...catalog.series import REPORTED
from ...industry.levers import set_live
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
    """

    running: bool

    def __init__(
        self, scenario: "Scenario | str | os.PathLike[str]" = "april-2025", seed: int = 1, **kwargs: Any
    ) -> None:
        # `kwargs` and no better name: see above, SolaraViz.
        self.agent_numbers = itertools.count(1)
        self.simulation = Simulation(with_levers(scenario, kwargs), seed)
        super().__init__(seed=self.simulation.seed)
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
        reporters: dict[str, Any] = {name: partial(_now, column=name) for name in REPORTED}
        for row, vendor in enumerate(self.names.vendors):
            reporters[f"share_{slug(vendor)}"] = partial(_share, row=row)
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

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
        return set_live(self.world, name.replace("__", "."), value)

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


def _now(model: Industry, column: str) -> Any:
    return model.world["now"][column][0].item()


def _share(model: Industry, row: int) -> float:
    return float(model.world["now"]["vendor_share"][0, row])
