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
from os import PathLike
from pathlib import Path

import numpy as np

from ...catalog.errors import BadInput
from ...results.files import MADE_BY, replaceable, write_all
from ..sweep.plan import Plan
from ..sweep.results import Results
from ..sweep.sweep import Tell, sweep
from ..sweep.variants import CAUSES, cause, variant
from . import compare
from .account import CLASSES, MARGINS, Attribution, account
from .waterfall import waterfall

FILES = ("attribution.json", "waterfall.png")
MOST = 8


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
    force: bool = False,
    progress: Tell | None = None,
) -> Attribution:
    """Attribute a metric to a scenario's causes. An interrupted one goes on from `folder`. Raises `BadInput`."""
    plan = prepared(scenario, causes, metric, seeds, seed, weeks)
    place = Path(folder) if folder is not None else default_folder(scenario)
    for name in FILES:
        replaceable(place / name, force)
    results = sweep(plan, workers, cluster=cluster, folder=place, progress=progress)
    found = accounted(results, scenario, metric)
    said = json.dumps({"made_by": MADE_BY, **found.as_dict()}, indent=1) + "\n"
    title = f"{scenario}: Shapley shares over {found.used} seeds (± 1 standard error)"
    contents = (said.encode(), waterfall(found.main, metric, title))
    write_all(place, dict(zip(FILES, contents, strict=True)), force)
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
