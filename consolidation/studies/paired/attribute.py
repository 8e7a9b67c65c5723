"""How much of an outcome each cause explains: all counterfactuals with the same luck, shared out by Shapley's values.

A cause is off as the scenario's file says in words and numbers. The same shares are taken by size class (exits of small
miners and of majors) and by margin. Margins split the hash rate that living firms run, by class:

    running = installed - switched off, so a cause's loss of running hash rate is
    machines switched off (installed ones that stand still: more of them) and
    machines not replaced (installed ones that are no longer, or never were, there: fewer of them).

Firms count wherever their machines stand; EH/s at the end of the run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from ...catalog.errors import BadInput
from ..sweep.plan import Plan
from ..sweep.results import Results
from ..sweep.store import write
from ..sweep.sweep import Tell, sweep
from . import compare
from .paired import error
from .shapley import alone, interactions, last, shapley
from .variants import CAUSES, cause, variant

MOST = 8
CLASSES = {"small": "exits_small@end", "major": "exits_major@end"}
"""By size class: firms of week one that left."""
MARGINS = {
    ("small", "switched off"): ("firms.small.switched_off_eh_s@end", 1.0),
    ("small", "not replaced"): ("firms.small.installed_eh_s@end", -1.0),
    ("major", "switched off"): ("firms.major.switched_off_eh_s@end", 1.0),
    ("major", "not replaced"): ("firms.major.installed_eh_s@end", -1.0),
}
"""By class and margin: the measure, and its sign as a loss of running hash rate."""


@dataclass(frozen=True)
class Share:
    """A figure with its paired standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, values: np.ndarray) -> "Share":
        """The mean over seeds."""
        return cls(float(values.mean()), error(values)) if len(values) else cls(float("nan"), float("nan"))

    def as_dict(self) -> dict[str, float]:
        """The same for JSON."""
        return {"value": self.value, "error": self.error}


@dataclass(frozen=True)
class Account:
    """One measure shared out: with every cause off, with every cause on, and by cause. `gap`: shares less total."""

    off: Share
    on: Share
    total: Share
    shares: dict[str, Share]
    alone: dict[str, Share]
    last: dict[str, Share]
    pairs: dict[tuple[str, str], Share]
    gap: float

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        named = {
            key: {name: s.as_dict() for name, s in getattr(self, key).items()} for key in ("shares", "alone", "last")
        }
        return {
            "all_off": self.off.as_dict(),
            "all_on": self.on.as_dict(),
            "total": self.total.as_dict(),
            **named,
            "interactions": {f"{a} x {b}": s.as_dict() for (a, b), s in self.pairs.items()},
            "sum_less_total": self.gap,
        }


@dataclass(frozen=True)
class Attribution:
    """The whole answer; `main` is the metric asked for."""

    scenario: str
    metric: str
    causes: dict[str, str]
    seeds: int
    used: int
    first_seed: int
    weeks: int
    failed: int
    main: Account
    classes: dict[str, Account]
    margins: dict[tuple[str, str], Account]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        own = ("scenario", "metric", "causes", "seeds", "used", "first_seed", "weeks", "failed")
        return {
            **{name: getattr(self, name) for name in own},
            "account": self.main.as_dict(),
            "by_size": {name: account.as_dict() for name, account in self.classes.items()},
            "by_margin": {" ".join(name): account.as_dict() for name, account in self.margins.items()},
        }


def prepared(
    scenario: str,
    causes: Sequence[str] = (),
    metric: str = "exits_small@end",
    seeds: int = 100,
    seed: int = 1,
    weeks: int | None = None,
    folder: str | PathLike[str] | None = None,
) -> Plan:
    """The sweep behind an attribution: a grid of causes on and off."""
    base = variant(scenario)
    names = list(causes) or list(base.causes)
    for name in names:
        cause(base, name)
    if len(set(names)) < len(names):
        raise BadInput(f"causes: {', '.join(names)}: each once")
    if not 1 <= len(names) <= MOST:
        raise BadInput(f"causes: between 1 and {MOST} are wanted, not {len(names)}")
    # The first key varies slowest in a grid: reversed, a point's number is its coalition's bit mask.
    grid = {f"{CAUSES}{name}": [False, True] for name in reversed(names)}
    return compare.prepared([scenario], measures(metric), seeds, seed, weeks, "attribute", grid)


def measures(metric: str) -> list[str]:
    """What every run is asked: the metric, then the classes' and the margins' measures."""
    return [metric, *CLASSES.values(), *(text for text, _ in MARGINS.values())]


def default_folder(scenario: str) -> Path:
    """Where an attribution keeps its runs if it is not told: beside the studies, with their results."""
    words = "-".join(scenario.replace("/", "-").replace(".toml", "").split())
    return Path("runs") / f"attribute-{words.strip('.-')}" / "results"


def attribute(
    scenario: str,
    causes: Sequence[str] = (),
    metric: str = "exits_small@end",
    *,
    seeds: int = 100,
    seed: int = 1,
    weeks: int | None = None,
    workers: int | None = None,
    cluster: str = "",
    folder: str | PathLike[str] | None = None,
    progress: Tell | None = None,
) -> Attribution:
    """Attribute a metric to a scenario's causes. An interrupted one goes on from `folder`. Raises `BadInput`."""
    plan = prepared(scenario, causes, metric, seeds, seed, weeks)
    place = Path(folder) if folder is not None else default_folder(scenario)
    results = sweep(plan, workers, cluster=cluster, folder=place, progress=progress)
    found = accounted(results, scenario, metric)
    from .waterfall import waterfall

    write(place / "attribution.json", (json.dumps(found.as_dict(), indent=1) + "\n").encode())
    title = f"{scenario}: Shapley shares over {found.used} seeds (± 1 standard error)"
    write(place / "waterfall.png", waterfall(found.main, metric, title))
    return found


def accounted(results: Results, scenario: str, metric: str) -> Attribution:
    """The answer from stored runs. A seed with a failed run is left out whole, so that pairs stay pairs."""
    recipe = results.recipe
    names = [key.removeprefix(CAUSES) for key in reversed(recipe.form.parameters)]
    worths = list(compare.grids(results).values())
    whole = np.isfinite(np.stack(worths)).all(axis=(0, 1))
    if not whole.any():
        raise BadInput(f"{results.folder}: no seed whose runs are all there")
    worths = [worth[:, whole] for worth in worths]
    accounts = [account(worth, names) for worth in worths[: 1 + len(CLASSES)]]
    margins = [
        account(sign * worth, names)
        for worth, (_, sign) in zip(worths[1 + len(CLASSES) :], MARGINS.values(), strict=True)
    ]
    return Attribution(
        scenario=scenario,
        metric=metric,
        causes={name: recipe.base.causes[name].words for name in names},
        seeds=recipe.form.replicates,
        used=int(whole.sum()),
        first_seed=recipe.form.seed,
        weeks=recipe.weeks,
        failed=len(results.failures),
        main=accounts[0],
        classes=dict(zip(CLASSES, accounts[1:], strict=True)),
        margins=dict(zip(MARGINS, margins, strict=True)),
    )


def account(worth: np.ndarray, names: list[str]) -> Account:
    """Share one measure out: `worth` is by coalition and seed, bit i of a coalition's number is the i-th cause on."""
    values, total = shapley(worth), worth[-1] - worth[0]
    return Account(
        off=Share.of(worth[0]),
        on=Share.of(worth[-1]),
        total=Share.of(total),
        shares={name: Share.of(values[i]) for i, name in enumerate(names)},
        alone={name: Share.of(row) for name, row in zip(names, alone(worth), strict=True)},
        last={name: Share.of(row) for name, row in zip(names, last(worth), strict=True)},
        pairs={(names[i], names[j]): Share.of(row) for (i, j), row in interactions(worth).items()},
        gap=float(np.abs(values.sum(axis=0) - total).max()),
    )


def shown(found: Attribution) -> None:
    """Print an attribution."""
    from rich.console import Console

    from ...faces.cli.report import WIDTH
    from .attribute_tables import tables

    console = Console(width=WIDTH, highlight=False)
    for part in tables(found):
        console.print(part)
