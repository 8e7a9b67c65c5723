"""A scenario's TOML file, read strictly into one layer of differences from its base.

Whatever is wrong with a file is one line of `BadInput` that names the file, the key and what would be allowed.
A parsed file is kept until it changes on disk, because a sweep loads the same few files thousands of times.
"""

import datetime as dt
import os
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..catalog.check import DEFAULTS, Value, check, unknown
from ..catalog.errors import BadInput
from ..catalog.parameters import GROUPS
from .cells import fact_of
from .facts import DATA, ClaimFact, DutyFact
from .reading import parsed

SCENARIOS = DATA / "scenarios"
NOWHERE = Path(os.devnull)
"""The folder of a scenario that is no file: nothing can lie in it."""

MAX_BYTES = 64_000
MOST_LAYERS = 33
TEXTS = ("base", "title", "question", "description")
TABLES = ("data", "duties", "claims", "causes")
TOP = (*TEXTS, "weeks", "start", *TABLES, *GROUPS)
DATA_KINDS = ("firms", "rigs", "vendors", "regions", "duties", "claims")
TOML_NAMES = {"from": "effective_from"}


@dataclass(frozen=True)
class Cause:
    """One of the pressures on the industry, and how to switch it off: in numbers (`off`) and in words."""

    name: str
    title: str
    off: dict[str, Value]
    words: str


@dataclass(frozen=True)
class Edits:
    """Rows of duties or claims that a scenario takes out (those that meet every condition given) and adds."""

    remove: dict[str, Any] = field(default_factory=dict)
    add: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Layer:
    """What one file says."""

    path: Path
    texts: dict[str, str]
    values: dict[str, Value]
    data: dict[str, Path]
    keep_firms: tuple[str, ...] | None
    duties: Edits
    claims: Edits
    causes: dict[str, Cause]

    @property
    def base(self) -> str:
        """The name of the scenario this one starts from, empty for none."""
        return self.texts.get("base", "")


def names() -> list[str]:
    """The scenarios that ship, the base of all first."""
    return sorted((p.stem for p in SCENARIOS.glob("*.toml")), key=lambda name: (name != "april-2025", name))


def chain(name_or_path: str | Path) -> tuple[Layer, ...]:
    """The layers of a scenario, its farthest base first."""
    return _with_bases(_layer(_find(str(name_or_path), None)))


def chain_of_text(text: str, name: str) -> tuple[Layer, ...]:
    """The layers of a scenario given as text, under this name; nothing lies beside it."""
    path = NOWHERE / f"{name}.toml"
    try:
        _check_size(path, len(text.encode("utf-8")))
    except UnicodeEncodeError:
        raise BadInput(f"{path.name}: not a text in UTF-8") from None
    return _with_bases(_parse(path, text))


def _with_bases(first: Layer) -> tuple[Layer, ...]:
    layers = {first.path: first}
    layer = first
    while layer.base:
        path = _find(layer.base, layer.path)
        if path in layers:
            raise BadInput(f"{first.path.name}: its bases go in a circle: " + " > ".join(p.stem for p in layers))
        if len(layers) == MOST_LAYERS:
            raise BadInput(f"{first.path.name}: more than {MOST_LAYERS - 1} bases, each on another")
        layer = layers[path] = _layer(path)
    return tuple(reversed(layers.values()))


def _find(name: str, user: Path | None) -> Path:
    """The file of a scenario by name (beside the file that uses it, then shipped) or by path."""
    where = f"{user.name}: base: " if user else ""
    if "\0" in name or not name.strip() or len(name) > 1000:
        raise BadInput(f"{where}{name[:40]!r} is not the name of a scenario; there are: {', '.join(names())}")
    if name.endswith(".toml") or "/" in name or "\\" in name:
        path = (user.parent if user else Path()) / name
        if not _exists(path):
            raise BadInput(f"{where}{path.name}: no such file; the nearest scenario is {nearest_name(path.stem)!r}")
        return path.resolve()
    beside = user.parent / f"{name}.toml" if user else None
    if beside and beside != user and beside.is_file():
        return beside
    if name in names():
        return SCENARIOS / f"{name}.toml"
    raise BadInput(where + unknown("scenario", name, names()))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for the file system
        return False


def nearest_name(name: str) -> str:
    """The shipped scenario most like a name."""
    return unknown("", name, names()).rpartition("nearest is ")[2].strip("'")


def _layer(path: Path) -> Layer:
    try:
        stamp = path.stat()
    except OSError:
        raise BadInput(f"{path.name}: cannot be read") from None
    if not path.is_file():
        raise BadInput(f"{path.name}: not a file")
    _check_size(path, stamp.st_size)
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


def _check_size(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise BadInput(f"{path.name}: {size // 1000} kB; a scenario has at most {MAX_BYTES // 1000} kB")


@lru_cache(maxsize=256)
def _read(path: Path, mtime_ns: int, size: int) -> Layer:
    try:
        return _parse(path, path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise BadInput(f"{path.name}: cannot be read") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path.name}: not a text file in UTF-8") from None


def _parse(path: Path, text: str) -> Layer:
    where = path.name
    raw = parsed(text, where)
    for key in raw:
        if key not in TOP:
            raise BadInput(f"{where}: " + unknown("key", key, (*TOP, *DEFAULTS)))
    texts = {key: _text(raw[key], where, key) for key in TEXTS if key in raw}
    values: dict[str, Value] = {}
    for key in ("weeks", "start"):
        if key in raw:
            values[key] = check(key, raw[key], where, words=False)
    for group in GROUPS:
        for key, value in _table(raw.get(group, {}), where, group).items():
            values[f"{group}.{key}"] = check(f"{group}.{key}", value, where, words=False)
    data = dict(_table(raw.get("data", {}), where, "data"))
    keep = data.pop("keep_firms", None)
    if keep is not None and not (isinstance(keep, list) and keep and all(isinstance(name, str) for name in keep)):
        raise BadInput(f"{where}: data.keep_firms: a list of names of firms is wanted")
    for key, value in data.items():
        if key not in DATA_KINDS:
            raise BadInput(
                f"{where}: " + unknown("key", f"data.{key}", [f"data.{k}" for k in (*DATA_KINDS, "keep_firms")])
            )
        if not _text(value, where, f"data.{key}").endswith(".csv"):
            raise BadInput(f"{where}: data.{key}: the name of a CSV file is wanted")
    return Layer(
        path, texts, values, {key: path.parent / value for key, value in data.items()},
        None if keep is None else tuple(keep),
        _edits(raw.get("duties", {}), where, "duties", DutyFact, ("all", "after", "event", "origin")),
        _edits(raw.get("claims", {}), where, "claims", ClaimFact, ("all", "after", "firm")),
        {key: _cause(key, value, where) for key, value in _table(raw.get("causes", {}), where, "causes").items()},
    )  # fmt: skip


def _edits(raw: Any, where: str, name: str, kind: Any, conditions: tuple[str, ...]) -> Edits:
    table = _table(raw, where, name)
    allowed = [f"remove_{condition}" for condition in conditions]
    remove: dict[str, Any] = {}
    for key, value in table.items():
        if key == "add":
            continue
        if key not in allowed:
            raise BadInput(f"{where}: " + unknown("key", f"{name}.{key}", [f"{name}.{k}" for k in ("add", *allowed)]))
        condition = key.removeprefix("remove_")
        if condition == "all" and value is not True:
            raise BadInput(f"{where}: {name}.{key}: only true makes sense")
        remove[condition] = _date(value, where, f"{name}.{key}") if condition == "after" else value
        if condition not in ("all", "after"):
            _text(value, where, f"{name}.{key}")
    rows = table.get("add", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{where}: {name}.add: rows are wanted, each under [[{name}.add]]")
    columns = {f.name: next((k for k, v in TOML_NAMES.items() if v == f.name), f.name) for f in fields(kind)}
    return Edits(
        remove, tuple(fact_of(kind, row, columns, f"{where}: {name}.add {i + 1}") for i, row in enumerate(rows))
    )


def _cause(name: str, raw: Any, where: str) -> Cause:
    table = _table(raw, where, f"causes.{name}")
    for key in table:
        if key not in ("title", "off", "words"):
            raise BadInput(
                f"{where}: "
                + unknown("key", f"causes.{name}.{key}", [f"causes.{name}.{k}" for k in ("title", "off", "words")])
            )
    off = _flat(_table(table.get("off", {}), where, f"causes.{name}.off"))
    if not off:
        raise BadInput(f"{where}: causes.{name}.off: at least one parameter and its value when switched off are wanted")
    return Cause(
        name,
        _text(table.get("title", name), where, f"causes.{name}.title"),
        {key: check(key, value, f"{where}: causes.{name}.off", words=False) for key, value in off.items()},
        _text(table.get("words", ""), where, f"causes.{name}.words"),
    )


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
    return flat


def _table(value: Any, where: str, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"{where}: {key}: a table is wanted, like [{key}]")
    return value


def _text(value: Any, where: str, key: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise BadInput(f"{where}: {key}: text is wanted")
    return value


def _date(value: Any, where: str, key: str) -> dt.date:
    try:
        return value if type(value) is dt.date else dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(f"{where}: {key}: a date like 2025-01-31 is wanted") from None
