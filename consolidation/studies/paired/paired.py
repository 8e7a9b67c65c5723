"""Differences between runs of the same luck, and what they are worth."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Difference:
    """B less A over paired runs. `error` is the paired standard error, `unpaired_error` what it were without pairing.

    `same_sign` is the share of seeds whose difference has the mean's sign; zero differences count for no sign.
    """

    metric: str
    n: int
    mean_a: float
    mean_b: float
    difference: float
    error: float
    unpaired_error: float
    same_sign: float
    ties: float

    @property
    def gain(self) -> float:
        """How many times more unpaired seeds the same error would have taken: the ratio of variances."""
        if self.error == 0.0:
            return 1.0 if self.unpaired_error == 0.0 else math.inf
        return (self.unpaired_error / self.error) ** 2

    def as_dict(self) -> dict[str, Any]:
        """All its figures; an infinite gain is None, as JSON knows no infinity."""
        return asdict(self) | {"gain": self.gain if math.isfinite(self.gain) else None}


def difference(a: np.ndarray, b: np.ndarray, metric: str = "") -> Difference:
    """The difference of two arrays whose places are seeds. Seeds at which either is missing are left out."""
    there = np.isfinite(a) & np.isfinite(b)
    a, b = a[there], b[there]
    n, d = len(a), b - a
    if n == 0:
        nan = math.nan
        return Difference(metric, 0, nan, nan, nan, nan, nan, nan, nan)
    mean = float(d.mean())
    return Difference(
        metric=metric,
        n=n,
        mean_a=float(a.mean()),
        mean_b=float(b.mean()),
        difference=mean,
        error=error(d),
        unpaired_error=math.hypot(error(a), error(b)),
        same_sign=float((np.sign(d) == np.sign(mean)).mean()) if mean else float((d == 0).mean()),
        ties=float((d == 0).mean()),
    )


def error(values: np.ndarray) -> float:
    """The standard error of a mean; NaN for fewer than two values."""
    if len(values) < 2:
        return math.nan
    # Equal values have no spread: subtracting a rounded mean must not invent one.
    if (values == values[0]).all():
        return 0.0
    return float(values.std(ddof=1) / math.sqrt(len(values)))
