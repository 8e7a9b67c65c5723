"""consolidation: a laboratory of how the American Bitcoin-mining industry shakes out.

The public names are `Scenario`, `run`, `Industry`, `sweep`, `compare`. Each is imported when first used, so the package
costs nothing to import, and a sweep's worker never pays for Mesa, pandas or the page.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faces.mesa.industry import Industry as Industry
    from .results.live import run as run
    from .results.run import Run as Run
    from .scenario.scenario import Scenario as Scenario
    from .studies.paired.compare import compare as compare
    from .studies.sweep.sweep import sweep as sweep

__version__ = "0.2.0"

_HOMES = {
    "BadInput": "catalog.errors",
    "Industry": "faces.mesa.industry",
    "Run": "results.run",
    "Scenario": "scenario.scenario",
    "Simulation": "results.simulation",
    "compare": "studies.paired.compare",
    "run": "results.live",
    "sweep": "studies.sweep.sweep",
}

__all__ = ["BadInput", "Industry", "Run", "Scenario", "Simulation", "__version__", "compare", "run", "sweep"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
