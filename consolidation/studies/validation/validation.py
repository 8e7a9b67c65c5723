"""Validation as one piece: what the fitted model makes of history, its scores, patterns and sensitivity."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...results.files import write
from ...results.run import Run
from . import history, patterns, scores, sensitivity
from .history import FIT_MONTHS, Observed

BAND_SEEDS = (1, 2, 3)
PATTERN_SEEDS = tuple(range(1, 21))
"""Runs of the fitted parameters in which each pattern is looked for: how far its verdict is luck."""
SOBOL_SIZE, LUCK_POINTS, LUCK_SEEDS = 256, 60, 6
FEW, TORNADO = 5, 15


@dataclass(frozen=True)
class Validation:
    """The run of the fitted parameters, the ensemble around it, and how they score."""

    run: Run
    ensemble: list[np.ndarray]
    target: Observed
    skill: list[dict[str, Any]]
    bands: dict[tuple[str, bool], dict[str, Any]]
    patterns: list[patterns.Pattern]
    passes: dict[str, int]


def validate(summary: dict[str, Any], seed: int = 1) -> Validation:
    """Run the fitted model and its neighbours over the whole of history and score them."""
    target = history.observed()
    run = history.live_whole(summary["parameters"], seed)
    ensemble = [history.live(point, s) for point in summary["ensemble"] for s in BAND_SEEDS]
    last = len(target.months)
    shown = patterns.patterns(run, target)
    seen = [
        shown if s == seed else patterns.patterns(history.live_whole(summary["parameters"], s), target)
        for s in PATTERN_SEEDS
    ]
    return Validation(
        run=run,
        ensemble=ensemble,
        target=target,
        skill=scores.skill_table(run.rows(), target),
        bands={
            (period, own): scores.band(ensemble, target, first, end, own)
            for period, first, end in (("fit 2019-2023", 0, FIT_MONTHS), ("test 2024-06/2025", FIT_MONTHS, last))
            for own in (False, True)
        },
        patterns=shown,
        passes=Counter(one.name for found in seen for one in found if one.passed),
    )


def sensitivity_of(summary: dict[str, Any], store: Path, trajectories: int, told: Any = None) -> dict[str, Any]:
    """Morris, Sobol, luck and tornado around the fitted parameters, kept on disk under what they depend on."""
    base = summary["parameters"]
    content = [history.scenario(base).hash, trajectories, SOBOL_SIZE, LUCK_POINTS, LUCK_SEEDS, FEW, TORNADO]
    key = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
    if store.exists():
        try:
            kept: dict[str, Any] = json.loads(store.read_bytes())
            if kept["key"] == key and kept["tornado"]:
                return kept
        except (OSError, ValueError, KeyError, TypeError):
            pass  # it is kept to spare time only
    elementary = sensitivity.morris(base, trajectories, told=told)
    few = few_that_matter(elementary)
    found = {
        "key": key,
        "varied": len(sensitivity.uncertain(base)),
        "trajectories": trajectories,
        "sobol_size": SOBOL_SIZE,
        "morris": elementary,
        "sobol": sensitivity.sobol(base, few, SOBOL_SIZE, told=told),
        "luck": sensitivity.luck_share(base, LUCK_POINTS, LUCK_SEEDS),
        "tornado": sensitivity.tornado(base, all_that_matter(elementary, TORNADO)),
    }
    store.parent.mkdir(parents=True, exist_ok=True)
    write(store, json.dumps(found).encode())
    return found


def few_that_matter(elementary: list[dict[str, Any]], most: int = FEW) -> list[str]:
    """The parameters of the largest effects on the first outcome."""
    first = next(iter(sensitivity.OUTCOMES))
    return [row["parameter"] for row in elementary if row["outcome"] == first][:most]


def all_that_matter(elementary: list[dict[str, Any]], most: int) -> list[str]:
    """The parameters of the largest effects on any outcome."""
    named: dict[str, None] = {}
    for outcome in sensitivity.OUTCOMES:
        named |= dict.fromkeys([row["parameter"] for row in elementary if row["outcome"] == outcome][:most])
    return list(named)
