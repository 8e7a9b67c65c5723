"""Two scenarios with the same luck: the paired difference, its error, and what pairing bought."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from ...catalog.errors import BadInput
from ...results.metrics import Metric, parse
from ...results.simulation import check_weeks
from ..sweep.plan import Plan
from ..sweep.recipe import Recipe
from ..sweep.results import Results
from ..sweep.sweep import Tell, sweep
from ..sweep.variants import variant
from .paired import Difference, difference


@dataclass(frozen=True)
class Comparison:
    """What came of it: a difference per metric, B less A."""

    a: str
    b: str
    seeds: int
    first_seed: int
    weeks: int
    failed: int
    differences: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        own = {name: getattr(self, name) for name in ("a", "b", "seeds", "first_seed", "weeks", "failed")}
        return own | {"metrics": [found.as_dict() for found in self.differences]}

    def frame(self) -> Any:
        """The same as a pandas frame, a row a metric."""
        import pandas as pd

        return pd.DataFrame([found.as_dict() for found in self.differences]).set_index("metric")


def compare(
    a: str,
    b: str,
    seeds: int = 100,
    metrics: Sequence[str] = ("exits_small@end",),
    *,
    seed: int = 1,
    weeks: int | None = None,
    workers: int | None = None,
    cluster: str = "",
    folder: str | PathLike[str] | None = None,
    progress: Tell | None = None,
) -> Comparison:
    """Run two scenarios (names, paths, or variants such as `april-2025 tariffs.scale=0`) with the same seeds.

    `metrics`: any series at any week, or events (`metrics`). `folder`: where the runs are kept and from where they
    resume; forgotten if None. Raises `BadInput`.
    """
    texts = [metrics] if isinstance(metrics, str) else list(metrics)
    plan = prepared([str(a), str(b)], texts, seeds, seed, weeks, "compare")
    with ExitStack() as stack:
        place = Path(folder) if folder is not None else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        results = sweep(plan, workers, cluster=cluster, folder=place, progress=progress)
        values = grids(results)
        failed = len(results.failures)
        results.connection.close()
    found = tuple(difference(table[0], table[1], text) for text, table in zip(texts, values.values(), strict=True))
    return Comparison(str(a), str(b), seeds, seed, plan.recipe.weeks, failed, found)


def prepared(
    variants: Sequence[str],
    texts: Sequence[str],
    seeds: int,
    seed: int,
    weeks: int | None,
    name: str,
    parameters: dict[str, Any] | None = None,
) -> Plan:
    """The sweep of some variants over seeds, or of one variant over a grid of parameters."""
    lengths = {text: variant(text).weeks for text in variants}
    if weeks is None and len(set(lengths.values())) > 1:
        said = ", ".join(f"{text} {length}" for text, length in lengths.items())
        raise BadInput(f"{name}: the scenarios differ in weeks ({said}): say --weeks")
    makers = [maker.name for text in variants for maker in variant(text).makers]
    length = lengths[variants[0]] if weeks is None else check_weeks(weeks)
    read: list[Metric] = [parse(text, makers=makers, weeks=length) for text in texts]
    raw: dict[str, Any] = {
        "name": name,
        "question": "",
        "base": variants[0],
        "seed": seed,
        "replicates": seeds,
        "weeks": length,
        "design": "list" if parameters is None else "grid",
        "parameters": {"scenario": list(variants)} if parameters is None else parameters,
        "metrics": {f"m{i}": metric.text for i, metric in enumerate(read)},
    }
    return Plan.of(Recipe.of(raw, Path(f"{name}.toml")))


def grids(results: Results, only: Sequence[str] = ()) -> dict[str, np.ndarray]:
    """Metrics (or columns of runs) as arrays of points by replicates, NaN where a run failed or is missing."""
    plan = results.plan
    names = list(only or plan.recipe.form.metrics)
    found = {name: np.full((len(plan.points), plan.recipe.form.replicates), np.nan) for name in names}
    columns = results.query(
        "SELECT point, replicate, " + ", ".join(f'"{n}"' for n in names) + " FROM runs"
    ).fetchnumpy()
    for name in names:
        values: np.ndarray = np.ma.filled(np.ma.asarray(columns[name], dtype=float), np.nan)
        found[name][columns["point"], columns["replicate"]] = values
    return found
