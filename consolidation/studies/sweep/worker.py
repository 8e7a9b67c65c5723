"""Lives a chunk of runs and turns what they leave into Parquet. Imported by worker processes: no Mesa, no pandas.

Rows are read straight from the recorder's array. A run that fails is a row with its error and nothing else.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ...catalog.causes import CAUSE_LABELS
from ...catalog.codes import CLASS_LABELS, EXIT_LABELS
from ...catalog.errors import BadInput
from ...catalog.events import EVENT_LABELS
from ...catalog.kept import PANEL_COLUMNS
from ...catalog.series import VECTORS, spread
from ...results.files import MADE_BY
from ...results.frames import others, who
from ...results.lived_under import run_id, todays
from ...results.metrics import FIELDS, SERIES_NAMES, Metric
from ...results.recorder import Keep as Recorded
from ...results.recorder import joined
from ...results.simulation import Simulation
from ...scenario.scenario import Scenario
from .variants import plain

if TYPE_CHECKING:
    import pyarrow as pa

YEAR = 52
ERROR_LENGTH = 500


@dataclass(frozen=True)
class Work:
    """What all chunks of a sweep share."""

    keep: str
    metrics: tuple[Metric, ...]
    ends: tuple[str, ...]
    shares: tuple[str, ...]
    keys: tuple[str, ...]
    weeks: int
    model_version: str
    rules: str
    schema: "pa.Schema"

    @property
    def recorded(self) -> Recorded:
        """The least that the recorder must keep."""
        if self.keep == "panel":
            return "panel"
        needed = self.keep == "events" or any(metric.source == "events" for metric in self.metrics)
        return "full" if needed else "series"


@dataclass(frozen=True)
class Chunk:
    """Some runs for one worker: identity, seed and place in `scenarios` of each; `rows` are the points' values."""

    name: str
    jobs: tuple[tuple[str, int, int], ...]
    scenarios: tuple[Scenario, ...]
    rows: tuple[dict[str, Any], ...]
    attempts: int = 0
    lost: str = ""

    def __len__(self) -> int:
        return len(self.jobs)


@dataclass
class Batch:
    """Columns of the tables that a chunk fills."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    series: list[tuple[str, np.ndarray, np.ndarray, list[str]]] = field(default_factory=list)
    events: list[tuple[str, np.ndarray, Any]] = field(default_factory=list)
    panel: list[tuple[str, np.ndarray, Any]] = field(default_factory=list)


def live(chunk: Chunk, work: Work) -> tuple[dict[str, "pa.Table"], int]:
    """Live the runs of a chunk: its tables by name, `runs` the last of them, and how many failed."""
    batch, failed = Batch(), 0
    for identity, seed, which in chunk.jobs:
        row = {"id": identity, "seed": seed, "weeks": work.weeks}
        row.update({key: plain(chunk.rows[which][key]) for key in work.keys})
        try:
            if chunk.lost:
                raise RuntimeError(chunk.lost)
            row.update(_lived(chunk.scenarios[which], identity, seed, work, batch))
        except Exception as error:  # whatever went wrong, the sweep goes on
            failed += 1
            row["error"] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:ERROR_LENGTH]
        batch.runs.append(row)
    return tables(batch, work), failed


def _lived(scenario: Scenario, identity: str, seed: int, work: Work, batch: Batch) -> dict[str, float]:
    under = {"model_version": work.model_version, "rules": work.rules}
    if not todays(under) or run_id(scenario.hash, seed, work.weeks, work.rules) != identity:
        raise BadInput("this worker's rules or facts are others than the sweep's")
    simulation = Simulation(scenario, seed, work.weeks, work.recorded)
    simulation.spent = None
    while not simulation.finished:
        simulation.step()
    simulation.names.refresh(simulation.world)
    rows = simulation.recorder.series()
    columns = spread(simulation.names.vendors)
    makers = VECTORS["vendor_share"].columns(simulation.names.vendors)
    found = {metric.name: metric.value(simulation) for metric in work.metrics}
    last = rows[-1]
    for name in work.ends:
        if name in SERIES_NAMES:
            found[name] = float(last[name])
        elif name in columns:
            field, place = columns[name]
            found[name] = float(last[field][place])
    # Only what belongs to whole runs is added: nothing below may fail halfway.
    if work.keep != "end":
        weeks = np.arange(len(rows))
        if work.keep == "yearly":
            weeks = np.unique(np.append(weeks[YEAR - 1 :: YEAR], len(rows) - 1))
        batch.series.append((identity, rows[weeks].copy(), weeks + 1, makers))
    if work.keep == "events":
        batch.events.append((identity, simulation.recorder.events(), simulation.names))
    if work.keep == "panel":
        batch.panel.append((identity, simulation.recorder.panel(), simulation.names))
    return found


def tables(batch: Batch, work: Work) -> dict[str, "pa.Table"]:
    """The chunk's tables; the table of runs comes last, because its file says that the others are whole."""
    import pyarrow as pa

    found: dict[str, Any] = {}
    if work.keep != "end":
        found["series"] = _series(batch, work)
    if work.keep == "events":
        found["events"] = _events(batch)
    if work.keep == "panel":
        found["panel"] = _panel(batch)
    columns = {field.name: [row.get(field.name) for row in batch.runs] for field in work.schema}
    found["runs"] = pa.table({field.name: pa.array(columns[field.name], field.type) for field in work.schema})
    return found


def _ids(parts: Sequence[tuple[Any, ...]]) -> Any:
    return _spelt(np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts]), [part[0] for part in parts])


def _spelt(codes: np.ndarray, labels: Sequence[str]) -> Any:
    """Codes as their labels: Parquet's own dictionary, which its readers show as plain text."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes.astype("i4")), pa.array(labels, pa.string()))


def _texts(found: Any) -> Any:
    import pyarrow as pa

    return pa.array(found, pa.string())


def _joined(parts: Sequence[tuple[Any, ...]]) -> np.ndarray:
    return joined([part[1] for part in parts], parts[0][1].dtype)


def _series(batch: Batch, work: Work) -> "pa.Table":
    import pyarrow as pa

    columns: dict[str, Any] = {"id": _ids(batch.series)}
    if not batch.series:
        names = ("week", *SERIES_NAMES[1:], *work.shares)
        return pa.table({**columns, **{n: pa.array([], pa.int64() if n == "week" else pa.float64()) for n in names}})
    rows = _joined(batch.series)
    columns["week"] = pa.array(np.concatenate([part[2] for part in batch.series]))
    for name in SERIES_NAMES[1:]:
        columns[name] = pa.array(rows[name].astype("f8"))
    for name in work.shares:
        values = [
            part[1]["vendor_share"][:, part[3].index(name)] if name in part[3] else np.full(len(part[1]), np.nan)
            for part in batch.series
        ]
        columns[name] = pa.array(np.concatenate(values), from_pandas=True)
    return pa.table(columns)


def _events(batch: Batch) -> "pa.Table":
    import pyarrow as pa

    parts = batch.events or [("", np.empty(0, [(name, "i8") for name in ("week", "kind", "cause")]), None)]
    rows = _joined(parts)
    columns: dict[str, Any] = {
        "id": _ids(parts),
        "event": pa.array(np.concatenate([np.arange(len(part)) for _, part, _ in parts])),
        "week": pa.array(rows["week"].astype("i8")),
        "kind": _spelt(rows["kind"], EVENT_LABELS),
        "firm": _texts([name for _, part, names in batch.events for name in who(part["firm"], names)]),
        "other": _texts([name for _, part, names in batch.events for name in others(part, names)]),
        "cause": _spelt(rows["cause"], CAUSE_LABELS),
    }
    for name, (column, scale) in FIELDS.items():
        columns[name] = pa.array(rows[column] / scale if len(rows) else np.empty(0))
    return pa.table(columns)


def _panel(batch: Batch) -> "pa.Table":
    import pyarrow as pa

    columns: dict[str, Any] = {"id": _ids(batch.panel)}
    names = ("week", "alive", *(column.name for column in PANEL_COLUMNS if column.name != "alive"))
    if not batch.panel:
        labels = {"firm", "class", "exited", "exit_cause"}
        types = {n: pa.string() if n in labels else pa.float64() for n in (*names, "firm", "class")}
        return pa.table({**columns, **{n: pa.array([], t) for n, t in types.items()}})
    rows = _joined(batch.panel)
    for name in names:
        columns[name] = pa.array(rows[name].astype("f8"))
    columns["exited"] = _spelt(rows["exited"], EXIT_LABELS)
    columns["exit_cause"] = _spelt(rows["exit_cause"], CAUSE_LABELS)
    firms = [name for _, _, names in batch.panel for name in names.firms]
    first = np.cumsum([0, *(len(names.firms) for _, _, names in batch.panel)])
    codes = [part["firm"] + at for (_, part, _), at in zip(batch.panel, first[:-1], strict=True)]
    columns["firm"] = _spelt(np.concatenate(codes), firms)
    columns["class"] = _spelt(rows["class"], CLASS_LABELS)
    return pa.table(columns)


def encoded(table: "pa.Table") -> bytes:
    """A table as the bytes of a Parquet file: zstd; a dictionary only for labels."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    labels = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    marked = table.replace_schema_metadata({"made_by": MADE_BY})
    sink = io.BytesIO()
    # Without Arrow's own schema a dictionary is how text is stored, not what it is read as.
    pq.write_table(
        marked, sink, compression="zstd", use_dictionary=labels, write_statistics=False, write_page_checksum=True,
        store_schema=False,
    )  # fmt: skip
    return sink.getvalue()
