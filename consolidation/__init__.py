"""consolidation: a laboratory of how the American Bitcoin-mining industry shakes out.

Each public name is imported when first used, so the package costs nothing to import, and a sweep's worker never pays
for Mesa, pandas or the page.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .catalog.errors import BadInput as BadInput
    from .catalog.errors import Breach as Breach
    from .catalog.version import VERSION as __version__
    from .engine.replacing import replaced as replaced
    from .faces.mesa.industry import Industry as Industry
    from .results.live import run as run
    from .results.run import Run as Run
    from .results.simulation import Simulation as Simulation
    from .scenario.scenario import Scenario as Scenario
    from .studies.paired.attribute import attribute as attribute
    from .studies.paired.compare import compare as compare
    from .studies.sweep.recipe import Recipe as Recipe
    from .studies.sweep.results import Results as Results
    from .studies.sweep.sweep import sweep as sweep
    from .studies.validation.calibrate import calibrate as calibrate

_HOMES = {
    "BadInput": "catalog.errors",
    "Breach": "catalog.errors",
    "Industry": "faces.mesa.industry",
    "Recipe": "studies.sweep.recipe",
    "Results": "studies.sweep.results",
    "Run": "results.run",
    "Scenario": "scenario.scenario",
    "Simulation": "results.simulation",
    "attribute": "studies.paired.attribute",
    "calibrate": "studies.validation.calibrate",
    "compare": "studies.paired.compare",
    "replaced": "engine.replacing",
    "run": "results.live",
    "sweep": "studies.sweep.sweep",
}

__all__ = [
    "BadInput",
    "Breach",
    "Industry",
    "Recipe",
    "Results",
    "Run",
    "Scenario",
    "Simulation",
    "__version__",
    "attribute",
    "calibrate",
    "compare",
    "replaced",
    "run",
    "sweep",
]

# `python -m consolidation.warm_up` is in people's scripts and images: commands keep the names they had.
__path__.append(str(Path(__file__).parent / "faces" / "cli" / "by_module"))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module(".catalog.version", __name__).VERSION
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)
