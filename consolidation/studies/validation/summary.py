"""`summary.json`: the committed result of a calibration, which every later command of validation reads."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, field_validator

from ...catalog.errors import BadInput
from ...results.files import MADE_BY, replaceable, write_all
from ...scenario.facts import DATA
from .calibrate import FITTED

STUDY = Path("runs/history")
FILE = "summary.json"
SHIPPED = DATA / "calibration.json"
NAMES = {one.name for one in FITTED}


class Summary(BaseModel, extra="allow", allow_inf_nan=False):
    """What it holds."""

    recovery: dict[str, Any] | None
    trials: int
    seed: int
    loss: float
    parameters: dict[str, float]
    bounds: dict[str, tuple[float, float]]
    nearly_as_good: dict[str, tuple[float, float]]
    ensemble: list[dict[str, float]]

    @field_validator("parameters", "bounds", "nearly_as_good", "ensemble")
    @classmethod
    def _each_fitted(cls, found: Any) -> Any:
        for names in found if isinstance(found, list) else [found]:
            if set(names) != NAMES:
                raise ValueError(f"not the parameters that are fitted: {', '.join(sorted(set(names) ^ NAMES))}")
        return found


def write_summary(study: Path, content: dict[str, Any], force: bool = False) -> None:
    """Write it. `BadInput`: a summary.json is there that no calibration left, and `force` is not set."""
    text = json.dumps({"made_by": MADE_BY, **content}, indent=1) + "\n"
    write_all(study, {FILE: text.encode()}, force)


def read_summary(study: Path) -> dict[str, Any]:
    """What the last calibration found. `BadInput`: nothing, or the file is damaged."""
    path = study / FILE
    if study == STUDY and not path.exists():
        path = SHIPPED  # outside a checkout
    try:
        text = path.read_bytes()
    except OSError:
        raise BadInput(f"{path}: no calibration; run: consolidation calibrate") from None
    try:
        return Summary.model_validate_json(text).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise BadInput(f"{path}: damaged: {where}: {first['msg']}; run: consolidation calibrate") from None


def check_study(study: Path, force: bool = False) -> None:
    """Say before a calibration, not after it, that its summary cannot be written."""
    replaceable(study / FILE, force)
