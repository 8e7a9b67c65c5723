"""The Mesa agents: each is a row of one of the engine's tables and reads its columns as attributes."""

import itertools
from collections.abc import Iterator
from typing import Any

import mesa
import numpy as np

from ...catalog.causes import CAUSE_LABELS
from ...catalog.codes import CLASS_LABELS, EXIT_LABELS
from ...catalog.tables import TABLES, describe


class _NoCounters:
    """Mesa 3.3 keeps counters in a dictionary on the class Agent, keyed by model, which holds every model ever made.

    `Industry.register_agent` numbers an agent instead, whatever Mesa's version.
    """

    def __getitem__(self, model: Any) -> Iterator[int]:
        return itertools.repeat(0)


class Row(mesa.Agent):
    """An agent that is a row of one of the world's tables; every column of the table is an attribute."""

    _ids: Any = _NoCounters()
    table = ""

    def __init_subclass__(cls) -> None:
        hidden = cls.__dict__.keys() & {one.name for one in describe(cls.table)} if cls.table else set()
        if hidden:
            raise TypeError(f"{cls.__name__} hides columns of {cls.table}: {', '.join(sorted(hidden))}")

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)

    def __getattr__(self, column: str) -> Any:
        if column.startswith("_") or "model" not in self.__dict__:
            raise AttributeError(column)
        columns = TABLES[self.table][0].names or ()
        if column not in columns:
            raise AttributeError(f"{type(self).__name__} has no {column!r}; columns: {', '.join(columns)}")
        objects = self.model.simulation.objects
        if objects is not None:
            value = getattr(getattr(objects, self.table)[self.row], column)
            return np.array(value) if isinstance(value, list) else value
        value = np.asarray(self.model.world[self.table][column])[self.row]
        return value.item() if value.ndim == 0 else value.copy()

    def __setattr__(self, name: str, value: Any) -> None:
        # Set here a column would be a shadow that the engine never sees.
        if self.__dict__.keys() >= {"row", "model"} and name in (TABLES[self.table][0].names or ()):
            self.model.simulation.write(self.table, self.row, name, value, self.name)
        else:
            super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}: {self.name}>"

    @property
    def name(self) -> str:
        """Its name, unique in its class."""
        raise NotImplementedError


class _HasAccount(Row):
    @property
    def cash_usd(self) -> float:
        """Cash, USD."""
        return int(self.model.world["accounts"]["cash_cents"][self.account]) / 100.0


class Firm(_HasAccount):
    """A mining firm: a row of `firms`."""

    table = "firms"

    @property
    def name(self) -> str:
        return self.model.names.firms[self.row]

    @property
    def size(self) -> str:
        """small or major."""
        return CLASS_LABELS[self.size_class]

    @property
    def btc(self) -> float:
        """Bitcoin held."""
        return self.btc_sat / 1e8

    @property
    def debt_usd(self) -> float:
        """Secured loans and convertible notes, USD."""
        return (self.loan_cents + self.notes_cents) / 100.0

    @property
    def hash_eh_s(self) -> float:
        """Running hash rate, EH/s."""
        return self.hash_th_s / 1e6

    @property
    def us_hash_eh_s(self) -> float:
        """Running hash rate in the US, EH/s."""
        return self.us_th_s / 1e6

    @property
    def ai_mw(self) -> float:
        """Megawatts let to AI tenants, live."""
        return self.ai_kw / 1e3

    @property
    def exit(self) -> str:
        """How it left American mining, "" if it has not."""
        return EXIT_LABELS[self.exited]

    @property
    def cause(self) -> str:
        """Why it left, "" if it has not."""
        return CAUSE_LABELS[self.exit_cause]


class SmallMiner(Firm):
    """A small miner: a few megawatts, thin reserves, no capital market."""


class Major(Firm):
    """A large, mostly listed miner."""


class AIBuyer(Row):
    """The AI companies' demand for power in one region: a row of `ai_buyers`."""

    table = "ai_buyers"

    @property
    def name(self) -> str:
        return self.model.names.ai_buyer(self.row)


class RigVendor(_HasAccount):
    """A maker of mining machines: a row of `vendors`."""

    table = "vendors"

    @property
    def name(self) -> str:
        return self.model.names.vendors[self.row]

    @property
    def share(self) -> float:
        """Of new hash rate, trailing 26 weeks."""
        return float(self.model.world["now"]["vendor_share"][0, self.row])

    @property
    def model_on_sale(self) -> str:
        """The machine it sells (`model` is the Mesa model)."""
        return self.model.names.models[int(self.model.world["vendors"]["on_sale"][self.row])]
