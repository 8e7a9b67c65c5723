"""A run on disk: `run.json`, `series.parquet`, `events.parquet`, `flows.parquet`, `panel.parquet` if it was kept."""

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ValidationError

from ..catalog.errors import BadInput
from ..scenario.scenario import Scenario
from .files import MADE_BY, move_in, ours, replaceable, short, writable_folder
from .frames import columns_of
from .recorder import Keep

if TYPE_CHECKING:
    import pandas as pd

TABLES = {"series": ("series",), "full": ("series", "events", "flows"), "panel": ("series", "events", "flows", "panel")}
"""Which tables a run of each level of keeping leaves."""
PACKAGES = ("consolidation", "numpy", "numba", "pandas", "pyarrow")


class Saved(Protocol):
    """What a run has to have to be written: scenario, facts, and its tables as frames."""

    scenario: Scenario
    facts: dict[str, Any]


def save(run: Saved, folder: str | os.PathLike[str], force: bool = False) -> None:
    """Write everything into a folder beside the one asked for, then move it over, run.json last."""
    target = check_out(folder, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = TABLES[run.facts["keep"]]
    with tempfile.TemporaryDirectory(prefix=f".{short(target.name)}.", dir=target.parent) as name:
        work = Path(name) / "run"
        work.mkdir()
        for table in kept:
            told = columns_of(table, [maker.name for maker in run.scenario.makers])
            write_parquet(getattr(run, table), told, work / f"{table}.parquet")
        sums = {table: checksum(work / f"{table}.parquet") for table in kept}
        facts = {**described(run), "tables": sums}
        (work / "run.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        if not target.exists():
            work.rename(target)
            return
        # A folder in use: without run.json it is not a run, so it goes first and comes last.
        stale = [f"{table}.parquet" for table in TABLES["panel"] if table not in kept]
        move_in(work, target, ["run.json", *(f"{table}.parquet" for table in kept)], stale)


def write_parquet(frame: "pd.DataFrame", told: dict[str, tuple[str, str]], path: Path) -> None:
    """A frame as Parquet; each field's metadata says its `unit` and `meaning`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    words = [dict(zip(("unit", "meaning"), told[field.name], strict=True)) for field in table.schema]
    fields = [field.with_metadata(said) for field, said in zip(table.schema, words, strict=True)]
    whole = pa.schema(fields, {**(table.schema.metadata or {}), b"made_by": MADE_BY.encode()})
    pq.write_table(table.cast(whole), path, compression="zstd")


def check_out(folder: str | os.PathLike[str], force: bool = False) -> Path:
    """The folder that a run may be written to, links followed; it need not be there yet.

    `BadInput`, before a run and not after it: it cannot be written, or it holds files of a run's names that, without
    `force`, are not a run's.
    """
    target = writable_folder(folder)
    found = [target / name for name in ("run.json", *(f"{table}.parquet" for table in TABLES["panel"]))]
    a_run = found[0].is_file() and ours(found[0])
    for path in found:
        if path.is_symlink():
            raise BadInput(f"{path}: a link is there, where a file is wanted")
        replaceable(path, force or a_run)
    return target


def described(run: Saved) -> dict[str, Any]:
    """What `run.json` holds: everything needed to run it again, and how this time went."""
    scenario = run.scenario
    return {
        "made_by": MADE_BY,
        **run.facts,
        "scenario": scenario.name,
        "scenario_hash": run.facts.get("scenario_hash", scenario.hash),  # a stored id stays true of what it was made of
        "scenario_toml": scenario.to_toml(full=True),
        "parameters": {name: _plain(value) for name, value in scenario.parameters().items()},
        "versions": run.facts.get("versions") or versions(),
        "git_commit": run.facts.get("git_commit") or commit(),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def versions() -> dict[str, str]:
    """Of Python and the packages that make the numbers and the files."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def commit() -> str | None:
    """The git commit of the sources, if they are a checkout; with + when files differ from it."""
    root = Path(__file__).resolve().parents[2]
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    try:
        head, changed = (
            subprocess.run(
                [git, *words], cwd=root, capture_output=True, text=True, timeout=10, check=True
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "-uno"))
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return head + ("+" if changed else "")


def load(folder: str | os.PathLike[str]) -> tuple[Scenario, dict[str, Any], "Stored"]:
    """A saved run's scenario, its facts, and where its tables are read from when they are asked for."""
    place = Path(folder)
    try:
        facts = Facts.model_validate_json((place / "run.json").read_bytes()).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise BadInput(f"{place}: no run is saved there (run.json: {where}: {first['msg']})") from None
    except OSError as error:
        raise BadInput(f"{place}: no run is saved there ({error.strerror})") from None
    text, name = facts.pop("scenario_toml"), facts.pop("scenario")
    return Scenario.parse(text, name), facts, Stored(place.resolve(), facts.get("tables", {}))


class Facts(BaseModel, extra="allow"):
    """What every run.json has, whatever version wrote it."""

    id: str
    seed: int
    weeks: int
    keep: Keep
    scenario: str
    scenario_toml: str
    tables: dict[str, str] = {}


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Stored:
    """Frames read from a run's folder, on demand; `sums` are their checksums, where the run has told them."""

    def __init__(self, folder: Path, sums: dict[str, str]) -> None:
        self.folder, self.sums = folder, sums

    def frame(self, kind: str) -> "pd.DataFrame":
        """One of series, events, flows, panel."""
        import pandas as pd

        path = self.folder / f"{kind}.parquet"
        try:
            if checksum(path) != self.sums.get(kind, checksum(path)):
                raise BadInput(f"{path}: damaged, or of another run than the run.json that was read")
            return pd.read_parquet(path)
        except (OSError, ValueError) as error:
            if isinstance(error, BadInput):
                raise
            raise BadInput(f"{path}: cannot be read ({' '.join(str(error).split())[:200]})") from None
