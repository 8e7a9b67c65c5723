"""What a claim is judged by: stored runs by variant, and what a finding says."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...catalog.errors import BadInput
from ...catalog.figures import figure
from .paired import Difference, difference, error

HOLDS, FAILS, OPEN = "holds in the model", "does not hold in the model", "undecided"
CLEAR = 2.0
"""Standard errors from zero at which a difference counts."""


@dataclass(frozen=True)
class Finding:
    """One claim answered."""

    title: str
    claim: str
    experiment: str
    figures: tuple[str, ...]
    verdict: str
    change: str
    restated: str = ""


@dataclass(frozen=True)
class Evidence:
    """The stored runs: metrics by variant, an array over seeds each."""

    values: dict[str, np.ndarray]
    variants: tuple[str, ...]
    start: dt.date

    def of(self, metric: str, variant: str) -> np.ndarray:
        """A metric of a variant by seed."""
        if variant not in self.variants:
            raise BadInput(f"findings: the recipe has no variant {variant!r}")
        if metric not in self.values:
            raise BadInput(f"findings: the recipe has no metric {metric!r}")
        return np.asarray(self.values[metric][self.variants.index(variant)])

    def mean(self, metric: str, variant: str) -> str:
        """Its mean and standard error in words."""
        there = self.of(metric, variant)
        there = there[np.isfinite(there)]
        return figure(float(there.mean()), error(there)) if len(there) else "–"

    def apart(self, metric: str, variant: str, other: str) -> Difference:
        """`variant` less `other`, paired by seed."""
        return difference(self.of(metric, other), self.of(metric, variant), metric)


def said(found: Difference, scale: float = 1.0) -> str:
    """A paired difference in words."""
    sign = "+" if found.difference > 0 else ""
    share = f", {100 * found.same_sign:.0f} % of seeds" if found.difference else ""
    return f"{sign}{figure(scale * found.difference, scale * found.error)} (paired{share})"


def lean(found: Difference, sign: int) -> str:
    """Whether a difference has the sign a claim gives it, clearly or not."""
    if not abs(found.difference) > CLEAR * found.error:
        return OPEN
    return HOLDS if found.difference * sign > 0 else FAILS


Claim = Callable[[Evidence], Finding]
