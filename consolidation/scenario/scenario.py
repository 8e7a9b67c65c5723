"""A scenario: everything a run is told, and nothing it finds out.

`Scenario.load` lays a file over its bases and the caller's overrides over both, checks every value and reads the
tables of facts. The result is frozen, equal by content and cheap to vary, because a sweep makes thousands.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..catalog.check import DEFAULTS, PARAMETERS, Parameter, Value, check
from ..catalog.errors import BadInput
from ..catalog.fixed import VALUES, checked
from ..catalog.parameters import (
    AI,
    GROUPS,
    Bitcoin,
    Capital,
    Energy,
    Entry,
    Miners,
    Mining,
    Policy,
    Power,
    Relocation,
    RestOfWorld,
    Takeovers,
    Tariffs,
    Vendors,
)
from . import file, tables, toml
from .facts import ClaimFact, DutyFact, FirmFact, MonthFact, RegionFact, RigFact, VendorFact
from .file import Cause, Layer
from .price_path import PathRow

NOTES = {"ticker", "estimated_fields", "as_of", "source_note", "basis", "event"}  # columns that no rule reads


@dataclass(frozen=True, eq=False)
class Scenario:
    """The assumptions of a run: parameters by group, facts as rows, and what the whole is called.

    `vendors` is the group of parameters; the rig makers themselves are the rows of `makers`.
    """

    name: str
    title: str
    question: str
    description: str
    base: tuple[str, ...]  # what it is made from, the nearest first
    weeks: int
    start: dt.date
    bitcoin: Bitcoin
    mining: Mining
    power: Power
    ai: AI
    tariffs: Tariffs
    policy: Policy
    energy: Energy
    vendors: Vendors
    miners: Miners
    capital: Capital
    relocation: Relocation
    takeovers: Takeovers
    entry: Entry
    rest_of_world: RestOfWorld
    firms: tuple[FirmFact, ...]
    rigs: tuple[RigFact, ...]
    makers: tuple[VendorFact, ...]
    regions: tuple[RegionFact, ...]
    duties: tuple[DutyFact, ...]
    claims: tuple[ClaimFact, ...]
    months: tuple[MonthFact, ...]  # Bitcoin as observed, for the bootstrap
    price_path: tuple[PathRow, ...]  # empty: the price is drawn
    causes: dict[str, Cause]
    layers: tuple[Layer, ...]  # the files it is made from, the farthest base first
    fixed: tuple[tuple[str, float], ...] = ()  # fixed numbers that differ from `catalog.fixed`

    @staticmethod
    def names() -> list[str]:
        """The scenarios that ship."""
        return file.names()

    @classmethod
    def load(cls, name_or_path: str | Path, overrides: Mapping[str, Any] | None = None) -> "Scenario":
        """A shipped scenario by name, or one's own by path, with dotted overrides. Raises `BadInput`."""
        return cls._of(file.chain(name_or_path), overrides or {})

    @classmethod
    def parse(cls, text: str, name: str) -> "Scenario":
        """The scenario that a TOML text describes, under this name. Raises `BadInput`.

        >>> Scenario.parse('base = "classroom"\\nweeks = 26', "half-year").weeks
        26
        """
        return cls._of(file.chain_of_text(text, name), {})

    @classmethod
    def _of(cls, layers: tuple[Layer, ...], overrides: Mapping[str, Any]) -> "Scenario":
        values = _merged(layers)
        values.update({key: check(key, value) for key, value in overrides.items()})
        texts: dict[str, str] = {}
        causes: dict[str, Cause] = {}
        for layer in layers:
            texts.update(layer.texts)
            causes.update(layer.causes)
        name = layers[-1].path.stem
        data = tables.assemble(layers)
        return cls(
            name=name,
            title=texts.get("title", name),
            question=texts.get("question", ""),
            description=texts.get("description", ""),
            base=tuple(layer.path.stem for layer in layers[-2::-1]),
            causes=causes,
            layers=layers,
            price_path=tables.price_path(str(values["bitcoin.price_path"]), values["start"], layers),  # type: ignore[arg-type]
            **_grouped(values),
            **data,
        )

    def with_overrides(self, overrides: Mapping[str, Any]) -> "Scenario":
        """The same scenario with some parameters changed. Raises `BadInput`."""
        changes: dict[str, Any] = {}
        by_group: dict[str, dict[str, Value]] = {}
        for key, given in overrides.items():
            value = check(key, given)
            group, _, name = key.rpartition(".")
            if group:
                by_group.setdefault(group, {})[name] = value
            else:
                changes[name] = value
        for group, values in by_group.items():
            changes[group] = GROUPS[group].model_validate({**getattr(self, group).__dict__, **values})
        if "start" in changes or "price_path" in by_group.get("bitcoin", {}):
            path = changes.get("bitcoin", self.bitcoin).price_path
            changes["price_path"] = tables.price_path(path, changes.get("start", self.start), self.layers)
        varied = replace(self, **changes)
        if "price_path" not in changes:
            # A design has thousands of points with the same tables.
            varied.__dict__["_rows"] = self._rows
        return varied

    def with_fixed(self, changes: Mapping[str, float]) -> "Scenario":
        """The same scenario with some of the fixed numbers changed, for a sensitivity:
        no file can say so. Raises `BadInput`.

        >>> Scenario.load("classroom").with_fixed({"home_edge_usd_per_mwh": 0.0}).fixed
        (('home_edge_usd_per_mwh', 0.0),)
        """
        held = dict(self.fixed) | checked(changes)
        return replace(
            self, fixed=tuple(sorted((name, value) for name, value in held.items() if value != VALUES[name]))
        )

    def parameters(self) -> dict[str, Value]:
        """Every parameter by its dotted name, `weeks` and `start` first."""
        found: dict[str, Value] = {"weeks": self.weeks, "start": self.start}
        for group in GROUPS:
            found.update({f"{group}.{name}": value for name, value in getattr(self, group).__dict__.items()})
        return found

    def schema(self) -> list[Parameter]:
        """What each parameter may be; the default is this scenario's value."""
        values = self.parameters()
        return [replace(parameter, default=values[name]) for name, parameter in PARAMETERS.items()]

    def differences(self) -> dict[str, tuple[Value, Value]]:
        """Parameters that differ from the base: its value and this one."""
        before = _merged(self.layers[:-1])
        return {name: (before[name], value) for name, value in self.parameters().items() if value != before[name]}

    def to_toml(self, full: bool = False) -> str:
        """A file that loads to an equal scenario:
        only the differences from the base, or everything. Raises `BadInput`.
        """
        if self.fixed:
            raise BadInput(f"{self.name}: no scenario file can change fixed numbers ({', '.join(dict(self.fixed))})")
        return toml.to_toml(self, full)

    def fill_params(self, row: Any) -> None:
        """Write every parameter into the engine's one-row table of parameters."""
        for column, group, name, choices in _COLUMNS:
            value = getattr(getattr(self, group), name)
            row[column] = choices.index(value) if choices else value

    @cached_property
    def hash(self) -> str:
        """SHA-256 over everything that can change a run; names, titles and notes cannot."""
        values: dict[str, Any] = self.parameters()
        del values["bitcoin.price_path"]  # its rows count, not what the file is called
        content = [values, self._rows, *([self.fixed] if self.fixed else [])]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    @cached_property
    def _rows(self) -> list[str]:
        """The digests of its tables."""
        rows = (self.firms, self.rigs, self.makers, self.regions, self.duties, self.claims, self.months)
        return [_digest(table) for table in (*rows, self.price_path)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.weeks} weeks from {self.start}, {self.hash[:12]}>"


def _merged(layers: tuple[Layer, ...]) -> dict[str, Value]:
    values = dict(DEFAULTS)
    for layer in layers:
        values.update(layer.values)
    return values


def _grouped(values: dict[str, Value]) -> dict[str, Any]:
    groups: dict[str, dict[str, Value]] = {group: {} for group in GROUPS}
    top: dict[str, Any] = {}
    for key, value in values.items():
        group, _, name = key.rpartition(".")
        (groups[group] if group else top)[name] = value
    return top | {group: GROUPS[group].model_validate(inner) for group, inner in groups.items()}


@lru_cache(maxsize=512)
def _digest(table: tuple[Any, ...]) -> str:
    rows = [[getattr(row, f.name) for f in fields(row) if f.name not in NOTES] for row in table]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


_COLUMNS: list[tuple[str, str, str, tuple[str, ...]]] = [
    (name.replace(".", "_", 1), name.partition(".")[0], name.partition(".")[2], parameter.choices)
    for name, parameter in PARAMETERS.items()
    if "." in name and parameter.type != "text"
]
