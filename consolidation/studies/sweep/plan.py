"""What a sweep has to do: every run of its design with its identity, and the form of the rows it leaves.

Replicate r has the seed `recipe.seed + r` at every design point, so all points share their luck. Jobs go replicate by
replicate, so that a sweep that was cut short still holds every point equally often.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...catalog.errors import BadInput
from ...catalog.series import VECTORS
from ...catalog.version import MODEL_VERSION
from ...industry.rules import RULES
from ...results.lived_under import run_id
from ...results.metrics import SERIES_NAMES
from ...results.seeds import LARGEST_SEED
from ...scenario.scenario import Scenario
from .designs import Points, points
from .recipe import Recipe
from .variants import kind, plain, varied

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = {"number": "float64", "whole": "int64", "switch": "bool", "text": "string"}


@dataclass(frozen=True)
class Job:
    """One run: which point, which replicate, its seed and its identity."""

    point: int
    replicate: int
    seed: int
    id: str


@dataclass(frozen=True)
class Plan:
    """A recipe worked out, to be lived under `rules` (today's, or those a dataset on disk was lived under)."""

    recipe: Recipe
    points: Points
    scenarios: tuple[Scenario, ...]
    model_version: str = MODEL_VERSION
    rules: str = field(default_factory=RULES)
    engine: str = ""
    """Version 0.2.0's hash of its sources: it kept no digest of its rules."""

    @classmethod
    def of(cls, recipe: Recipe) -> "Plan":
        """Work a recipe out: its points, and the scenario at each. Raises `BadInput`."""
        if recipe.form.seed + recipe.form.replicates - 1 > LARGEST_SEED:
            raise BadInput(f"{recipe.path.name}: seed + replicates is beyond {LARGEST_SEED}")
        found = points(recipe)
        try:
            scenarios = tuple(varied(recipe.base, row, recipe.folder) for row in found.rows)
        except BadInput as error:
            raise BadInput(f"{recipe.path.name}: {error}") from None
        return cls(recipe, found, scenarios)

    def under(self, manifest: Mapping[str, Any]) -> "Plan":
        """The same recipe, lived under the rules that a dataset's manifest names."""
        return replace(
            self,
            model_version=manifest.get("model_version") or "",
            rules=manifest.get("rules") or "",
            engine=manifest.get("engine") or "",
        )

    def __len__(self) -> int:
        return len(self.points) * self.recipe.form.replicates

    def job(self, number: int) -> Job:
        """A run by its number."""
        replicate, point = divmod(number, len(self.points))
        seed = self.recipe.form.seed + replicate
        identity = run_id(self.scenarios[point].hash, seed, self.recipe.weeks, self.rules, self.model_version)
        return Job(point, replicate, seed, identity)

    @cached_property
    def ids(self) -> list[str]:
        """The identity of every run, by its number; points that came out equal share theirs."""
        return [self.job(number).id for number in range(len(self))]

    def jobs(self) -> Iterator[Job]:
        """Every run in order."""
        return map(self.job, range(len(self)))

    @cached_property
    def signature(self) -> str:
        """What must be equal for rows to be of one dataset: the keys, what is kept and measured, and the rules."""
        form = self.recipe.form
        under = [self.model_version, self.rules or self.engine]
        parts = [*self.points.keys, form.keep, *sorted(form.metrics.items()), *self.shares, *under]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]

    @cached_property
    def shares(self) -> tuple[str, ...]:
        """The columns of makers' shares, of all scenarios together."""
        return tuple(VECTORS["vendor_share"].columns(self.recipe.makers))

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Columns of the series' last week that a run's row holds; a metric of the same name stands for it."""
        return tuple(c for c in (*SERIES_NAMES[1:], *self.shares) if c not in self.recipe.form.metrics)

    @cached_property
    def schema(self) -> "pa.Schema":
        """The columns of the table of runs."""
        import pyarrow as pa

        keys = [(key, getattr(pa, TYPES[kind(key)].replace("bool", "bool_"))()) for key in self.points.keys]
        numbers = [(name, pa.float64()) for name in (*self.recipe.form.metrics, *self.ends)]
        own = [("id", pa.string()), ("seed", pa.int64()), ("weeks", pa.int64())]
        return pa.schema([*own, *keys, ("error", pa.string()), *numbers])

    def design_table(self) -> "pa.Table":
        """Every run of the design: number, point, replicate, seed, identity and the point's values."""
        import pyarrow as pa

        run = np.arange(len(self))
        replicate, point = np.divmod(run, len(self.points))
        columns: dict[str, Any] = {
            "run": pa.array(run),
            "point": pa.array(point),
            "replicate": pa.array(replicate),
            "seed": pa.array(self.recipe.form.seed + replicate),
            "id": pa.array(self.ids, pa.string()),
        }
        for key in self.points.keys:
            values = pa.array([plain(row[key]) for row in self.points.rows], self.schema.field(key).type)
            columns[key] = values.take(columns["point"])
        return pa.table(columns)
