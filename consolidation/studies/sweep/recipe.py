"""A study's recipe: a strict TOML file that says what is varied, how, how often, and what is kept."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...catalog.capacities import MAX_WEEKS
from ...catalog.check import PARAMETERS, unknown
from ...catalog.errors import BadInput
from ...results.files import refused, write
from ...results.metrics import SERIES_NAMES, Metric, parse
from ...results.seeds import LARGEST_SEED
from ...scenario.facts import DATA
from ...scenario.reading import parsed
from ...scenario.scenario import Scenario
from .variants import CAUSES, SCENARIO, checked, variant

Design = Literal["grid", "list", "latin-hypercube", "sobol", "morris", "one-at-a-time"]
Keep = Literal["end", "yearly", "weekly", "panel", "events"]
Scalar = bool | int | float | str
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED = ("run", "point", "replicate", "id", "seed", "weeks", "error", "week", "part")
MOST_RUNS = 5_000_000
MOST_POINTS = 100_000
RESULTS = "results"
SHIPPED = DATA / "recipes"


class Range(BaseModel):
    """A distribution with bounds; `steps` values for a grid. mean and sd belong to normal, mode to triangular."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    low: float
    high: float
    steps: int | None = Field(None, ge=2, le=100_000)
    distribution: Literal["uniform", "log-uniform", "normal", "triangular"] = "uniform"
    mean: float | None = None
    sd: float | None = Field(None, gt=0)
    mode: float | None = None

    def fault(self) -> str:
        """What is wrong with it, "" for nothing."""
        if not self.low < self.high:
            return f"low {self.low:g} is not below high {self.high:g}"
        if self.distribution == "log-uniform" and self.low <= 0:
            return "log-uniform wants low above 0"
        if self.distribution != "normal" and (self.mean is not None or self.sd is not None):
            return 'mean and sd go with distribution = "normal"'
        if self.distribution != "triangular" and self.mode is not None:
            return 'mode goes with distribution = "triangular"'
        if self.mode is not None and not self.low <= self.mode <= self.high:
            return f"mode {self.mode:g} is not between low and high"
        return ""


class Form(BaseModel):
    """The keys of a recipe's file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    name: Annotated[str, Field(min_length=1, max_length=100)]
    question: str
    base: str
    seed: int = Field(1, ge=0, le=LARGEST_SEED)
    replicates: int = Field(1, ge=1, le=1_000_000)
    weeks: int | None = Field(None, ge=1, le=MAX_WEEKS)
    design: Design = "grid"
    samples: int | None = Field(None, ge=2, le=1_000_000)
    keep: Keep = "end"
    parameters: dict[str, list[Scalar] | Range] = Field(default_factory=dict)
    metrics: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """A recipe that has been checked. `path` is its file (or where its file would be): results go beside it."""

    form: Form
    path: Path
    text: str

    @classmethod
    def load(cls, path: str | Path) -> "Recipe":
        """Read a recipe's file, or the one of a study under `runs/`. Raises `BadInput`."""
        file = located(path)
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise BadInput(f"{file}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise BadInput(f"{file.name}: not a text file in UTF-8") from None
        return cls.of(parsed(text, file.name), file, text)

    @classmethod
    def of(cls, raw: dict[str, Any], path: str | Path, text: str = "") -> "Recipe":
        """A recipe from its keys. `path` says where its file would be. Raises `BadInput`."""
        file = Path(path)
        try:
            form = Form.model_validate(raw)
        except ValidationError as error:
            raise BadInput(f"{file.name}: {_first(error)}") from None
        recipe = cls(form, file, text)
        _check(recipe)
        return recipe

    @property
    def results(self) -> Path:
        """The folder of its results."""
        return self.path.parent / RESULTS

    @property
    def folder(self) -> Path:
        """The folder from which paths in it count."""
        return self.path.parent

    @cached_property
    def base(self) -> Scenario:
        """The scenario every point varies."""
        try:
            return variant(self.form.base, self.folder)
        except BadInput as error:
            raise BadInput(f"{self.path.name}: base: {error}") from None

    @cached_property
    def weeks(self) -> int:
        """The length of its runs, in weeks."""
        return self.form.weeks or self.base.weeks

    @cached_property
    def makers(self) -> list[str]:
        """Vendors' names of all its scenarios, each once."""
        scenarios = [self.base]
        given = self.form.parameters.get(SCENARIO)
        if isinstance(given, list):
            scenarios += [variant(str(value), self.folder) for value in given]
        return list(dict.fromkeys(maker.name for scenario in scenarios for maker in scenario.makers))

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """What it measures, in order."""
        try:
            return tuple(parse(text, name, self.makers, self.weeks) for name, text in self.form.metrics.items())
        except BadInput as error:
            raise BadInput(f"{self.path.name}: {error}") from None

    @cached_property
    def hash(self) -> str:
        """What it says, hashed: the layout of its file does not count."""
        return hashlib.sha256(self.form.model_dump_json().encode()).hexdigest()


def located(path: str | Path) -> Path:
    """A recipe's file: the path itself, a folder that holds recipe.toml, or a study's name under runs/.

    A study that ships with the package and is not there yet is laid out under runs/ first.
    """
    given = Path(path)
    name = given.parent.name if given.name == "recipe.toml" else given.name
    study = Path("runs") / name / "recipe.toml"
    try:
        for candidate in (given, given / "recipe.toml", Path("runs") / given / "recipe.toml"):
            if candidate.is_file():
                return candidate
    except OSError as fault:
        raise BadInput(f"{given}: {fault.strerror}") from None
    shipped = {recipe.stem: recipe for recipe in sorted(SHIPPED.glob("*.toml"))}
    if name in shipped and given in (Path(name), study.parent, study):
        try:
            study.parent.mkdir(parents=True, exist_ok=True)
            write(study, shipped[name].read_bytes())
        except OSError as fault:
            raise refused(study, fault) from None
        return study
    here = {found.parent.name for found in Path("runs").glob("*/recipe.toml")}
    raise BadInput(f"{given}: no such recipe; studies here: {', '.join(sorted(here | set(shipped)))}")


def _first(error: ValidationError) -> str:
    """Pydantic's first complaint in one line."""
    faults = error.errors()
    # A value may be a list or a distribution: the complaint about what it looks like is the one of use.
    fault = next((f for f in faults if "Range" in f["loc"] and len(f["loc"]) > 3), faults[0])
    if faults[0]["loc"][0] != "parameters":
        fault = faults[0]
    place = [str(part) for part in fault["loc"] if part not in ("Range",) and not str(part).startswith("list[")]
    key = ".".join(place)
    if fault["type"] == "extra_forbidden":
        known = tuple(Range.model_fields) if place[0] == "parameters" else tuple(Form.model_fields)
        return unknown("key", key, [".".join([*place[:-1], name]) for name in known])
    if fault["type"] == "missing":
        return f"{key}: this key is missing"
    if place and place[0] == "parameters" and fault["loc"][-1] not in Range.model_fields:
        return f"{'.'.join(place[:2])}: a list of values is wanted, or {{ low = ..., high = ... }}"
    given = str(fault.get("input"))[:40]
    return f"{key} = {given!r} is not allowed: {fault['msg'][0].lower() + fault['msg'][1:]}"


def _check(recipe: Recipe) -> None:
    form, where = recipe.form, recipe.path.name
    for key, given in form.parameters.items():
        if isinstance(given, list):
            if not given:
                raise BadInput(f"{where}: parameters.{key}: an empty list")
            for value in given:
                checked(key, value, recipe.base, f"{where}: parameters", recipe.folder)
        else:
            _check_range(key, given, recipe)
        parameter = PARAMETERS.get(key)
        if parameter and parameter.role == "constant":
            raise BadInput(f"{where}: parameters.{key} is a constant; only levers and uncertainties are varied")
    for name in form.metrics:
        if not NAME.fullmatch(name) or name in RESERVED or name in form.parameters:
            raise BadInput(
                f"{where}: metrics.{name}: letters, digits and _ are wanted, and none of {', '.join(RESERVED)}"
            )
        if name in SERIES_NAMES and form.metrics[name] != f"{name}@end":
            raise BadInput(f"{where}: metrics.{name}: that is a series' own name; only {name}@end may bear it")
    assert recipe.metrics is not None  # each line is read, so that a wrong one is told now
    _check_design(form, where)


def _check_range(key: str, given: Range, recipe: Recipe) -> None:
    where = recipe.path.name
    parameter = PARAMETERS.get(key)
    if key == SCENARIO or key.startswith(CAUSES) or (parameter and parameter.type not in ("number", "whole")):
        raise BadInput(f"{where}: parameters.{key}: a list of values is wanted")
    for value in (given.low, given.high):
        whole = int(value) if parameter and parameter.type == "whole" else value
        checked(key, whole, recipe.base, f"{where}: parameters")
    if given.fault():
        raise BadInput(f"{where}: parameters.{key}: {given.fault()}")


def _check_design(form: Form, where: str) -> None:
    ranges = {key: given for key, given in form.parameters.items() if isinstance(given, Range)}
    if form.design in ("latin-hypercube", "sobol", "morris"):
        if not form.parameters:
            raise BadInput(f"{where}: design {form.design!r} needs parameters to vary")
        if form.samples is None:
            raise BadInput(f"{where}: design {form.design!r} needs samples = N")
        if form.design == "sobol" and form.samples & (form.samples - 1):
            raise BadInput(f"{where}: samples = {form.samples}: sobol wants a power of two")
    elif form.samples is not None and form.design != "one-at-a-time":
        raise BadInput(f"{where}: samples: design {form.design!r} takes none of them")
    if form.design == "grid":
        for key, given in ranges.items():
            if given.steps is None:
                raise BadInput(f"{where}: parameters.{key}: a grid needs steps = N")
    if form.design == "list":
        lengths = {len(given) for given in form.parameters.values() if isinstance(given, list) and len(given) > 1}
        if ranges or len(lengths) > 1:
            raise BadInput(f"{where}: a list needs lists of values of one length (or one value for all)")


DESIGNS = get_args(Design)
