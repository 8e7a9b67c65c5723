"""A measure shared out among causes, with errors: by cause, by size class, by margin."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .paired import error
from .shapley import alone, interactions, last, shapley

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
