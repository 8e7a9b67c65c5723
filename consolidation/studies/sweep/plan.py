"""What a sweep has to do: every run of its design with its identity, and the form of the rows it leaves.

Replicate r has the seed `recipe.seed + r` at every design point, so all points share their luck. Jobs go replicate by
replicate, so that a sweep that was cut short still holds every point equally often.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

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

    def jobs(self) -> Iterator[Job]:
        """Every run in order."""
        for replicate in range(self.recipe.form.replicates):
            seed = self.recipe.form.seed + replicate
            for point, scenario in enumerate(self.scenarios):
                identity = run_id(scenario.hash, seed, self.recipe.weeks, self.rules, self.model_version)
                yield Job(point, replicate, seed, identity)

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

        jobs = list(self.jobs())
        columns: dict[str, Any] = {
            "run": pa.array(range(len(jobs)), pa.int64()),
            "point": pa.array([job.point for job in jobs], pa.int64()),
            "replicate": pa.array([job.replicate for job in jobs], pa.int64()),
            "seed": pa.array([job.seed for job in jobs], pa.int64()),
            "id": pa.array([job.id for job in jobs], pa.string()),
        }
        for key in self.points.keys:
            type_ = self.schema.field(key).type
            columns[key] = pa.array([plain(self.points.rows[job.point][key]) for job in jobs], type_)
        return pa.table(columns)
