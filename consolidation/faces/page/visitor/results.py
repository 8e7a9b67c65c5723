"""Results on the server's disk: which there are under `runs/`, and one of them as frames or as a table."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ....catalog.check import PARAMETERS
from ....catalog.errors import BadInput, Breach
from ....catalog.names import monday
from ....results.lived_under import SAME
from ....results.run import Run
from ..charts.history import Firms, Frames, Regions, firms_of_panel
from .live import Live, Wish, within

ROOT = Path(os.environ.get("CONSOLIDATION_RUNS", "runs"))
MOST_FOUND, MOST_LOOKED_AT = 300, 20_000
MOST_ROWS = 200
NO_EVENTS = ("week", "date", "kind", "firm", "other", "power_mw", "hash_eh_s", "usd", "cause")


@dataclass(frozen=True)
class Found:
    """A result folder: its name on the page, where it is, and whether it is a sweep."""

    name: str
    folder: Path
    sweep: bool


def listed(root: Path | None = None) -> list[Found]:
    """Single runs (a run.json) and sweeps (a manifest.json beside a folder of parts), by name."""
    root = ROOT if root is None else root
    found: list[Found] = []
    if not root.is_dir():
        return found
    for looked, (place, folders, files) in enumerate(os.walk(root)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        folder = Path(place)
        name = folder.relative_to(root).as_posix().replace("/results", "") or folder.name
        if "run.json" in files:
            found.append(Found(name, folder, False))
        elif "manifest.json" in files and "runs" in folders:
            found.append(Found(name, folder, True))
            folders.clear()
        if len(found) >= MOST_FOUND or looked > MOST_LOOKED_AT:
            break
    return sorted(found, key=lambda one: one.name)


def frames_of(folder: Path) -> tuple[Frames, Run, str]:
    """A saved run as frames; the third is "" or "relived" or "old": where the table of firms came from."""
    run = Run.load(folder)
    start = monday(run.scenario.start)
    makers = tuple(fact.name for fact in run.scenario.makers)
    kept = run.keep != "series"
    try:
        series = run.series
        events = run.events if kept else pd.DataFrame({name: pd.Series(dtype="object") for name in NO_EVENTS})
        if run.keep == "panel":
            return (
                Frames(run.weeks, start, series, events, firms_of_panel(run.panel), _relived(run)[1], makers),
                run,
                "",
            )
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{folder.name}: its tables cannot be read ({type(error).__name__})") from None
    firms, regions = _relived(run)
    note = "relived" if firms is not None else "old"
    return Frames(run.weeks, start, series, events, firms, regions, makers), run, note


def _relived(run: Run) -> tuple[Firms | None, Regions | None]:
    """The firms and regions of a run that kept none, if it was lived under today's rules."""
    if run.verdict != SAME:
        return None, None
    try:
        within(run.scenario)
        live = Live(Wish(run.scenario, run.seed, week=run.weeks))
    except (BadInput, Breach):
        return None, None
    frames = live.frames()
    return frames.firms, frames.regions


def sweep_table(folder: Path, order: str = "", down: bool = True) -> tuple[pd.DataFrame, int]:
    """The first rows of a sweep's runs, by a column if one is given, and how many rows there are."""
    import duckdb

    parts = sorted((folder / "runs").glob("*.parquet"))
    if not parts:
        raise BadInput(f"{folder.name}: the sweep has no rows yet")
    with duckdb.connect() as connection:
        try:
            view: Any = connection.read_parquet([str(part) for part in parts], union_by_name=True)
            count = int(view.count("*").fetchall()[0][0])
            if order in view.columns:
                quoted = '"' + order.replace('"', '""') + '"'
                view = view.order(f"{quoted} {'DESC' if down else 'ASC'} NULLS LAST")
            else:
                varied = [name for name in view.columns if name in PARAMETERS or name in ("variant", "seed")]
                view = view.order(", ".join(f'"{name}"' for name in varied)) if varied else view
            return view.limit(MOST_ROWS).df(), count
        except duckdb.Error as error:
            raise BadInput(f"{folder.name}: its table cannot be read ({type(error).__name__})") from None
