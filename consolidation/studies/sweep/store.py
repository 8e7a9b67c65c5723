"""A study's results on disk: Parquet parts that are whole or not there, and the views through which they are read.

    results/manifest.json            recipe, versions, commit, machine, times
    results/design.parquet           every run of the design: number, point, replicate, seed, id, values
    results/runs/SIGNATURE-NAME.parquet      a row a run (one part per worker and chunk)
    results/series|events|panel/…            further tables of the same chunks, if kept

A part is written aside and moved. The part in `runs/` is moved last: it says that the chunk is whole.
"""

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...catalog.errors import BadInput

RUNS = "runs"
ORDERS = {"series": "run, week", "events": "run, event", "panel": "run, week, firm"}
MORE = tuple(ORDERS)
WORDS = {
    errno.ENOSPC: "the disk is full; what was finished is safe, `resume` goes on",
    errno.EDQUOT: "the quota is used up; what was finished is safe, `resume` goes on",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "not a folder",
    errno.EEXIST: "not a folder",
}


def refused(place: Path, error: OSError) -> BadInput:
    """What the system refused, in clear words."""
    return BadInput(f"{place}: cannot be written: {WORDS.get(error.errno or 0, error.strerror or str(error))}")


def write(path: Path, content: bytes) -> None:
    """Write a file aside, then move it: other eyes see it whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


class Store:
    """The folder of a study's results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Create the folders and see that they can be written. Raises `BadInput`."""
        try:
            for name in (RUNS, *MORE):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            write(self.folder / RUNS / ".probe", b"")
            (self.folder / RUNS / ".probe").unlink()
        except OSError as error:
            raise refused(self.folder, error) from None

    def tidy(self) -> None:
        """Remove what killed writers left aside. Only for the holder of the lock."""
        for name in (RUNS, *MORE):
            for left in (self.folder / name).glob(".*.part"):
                left.unlink(missing_ok=True)

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Store a chunk: table by table, the table of runs last."""
        for table in (*MORE, RUNS):
            if table in files:
                write(self.folder / table / f"{name}.parquet", files[table])

    def parts(self, signature: str) -> list[Path]:
        """The parts of a dataset's table of runs, in order of their names;
        of every dataset if the signature is empty.
        """
        return sorted((self.folder / RUNS).glob(f"{signature or '*'}-*.parquet"))

    def done(self, signature: str) -> dict[str, str]:
        """Which runs are there, failed ones included: the part that holds each."""
        return {identity: part for identity, part, _ in self.rows(signature)}

    def rows(self, signature: str) -> list[tuple[str, str, str | None]]:
        """Identity, part and error of each run once, whatever was stored twice."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        found: dict[str, tuple[str, str, str | None]] = {}
        for path in self.parts(signature):
            try:
                table = pq.read_table(path, columns=["id", "error"], partitioning=None)
            except (OSError, pa.ArrowException):
                continue  # gone since it was listed, or spoilt by the disk: its runs are not there
            for identity, error in zip(table["id"].to_pylist(), table["error"].to_pylist(), strict=True):
                found.setdefault(identity, (identity, path.name, error))
        return list(found.values())

    def forget_failures(self, signature: str) -> int:
        """Drop failed runs, so that they are tried again; how many they were."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        from .worker import encoded

        dropped = 0
        for path in self.parts(signature):
            table = pq.read_table(path, partitioning=None)
            good = table.filter(pc.is_null(table["error"]))
            if len(good) < len(table):
                dropped += len(table) - len(good)
                write(path, encoded(good))
        return dropped

    def connect(self, signature: str, design: bool = True) -> Any:
        """A DuckDB connection with the views `runs`, `series`, `events`, `panel` (those kept) and `design`."""
        import duckdb
        import pyarrow as pa

        connection = duckdb.connect()
        rows = self.rows(signature)
        owners = pa.table(
            {
                "id": pa.array([row[0] for row in rows], pa.string()),
                "part": pa.array([row[1] for row in rows], pa.string()),
            }
        )
        connection.register("owners_arrow", owners)
        connection.execute("CREATE TABLE owners AS SELECT * FROM owners_arrow")
        connection.unregister("owners_arrow")
        connection.execute(
            f"CREATE VIEW design AS SELECT * FROM read_parquet({_quoted([self.folder / 'design.parquet'])})"
        )
        names = sorted({row[1] for row in rows})
        if not names:
            return connection
        own = "run, point, replicate"
        _view(connection, RUNS, [self.folder / RUNS / name for name in names], own, "run")
        for table in MORE:
            files = [self.folder / table / name for name in names if (self.folder / table / name).exists()]
            if files:
                _view(connection, table, files, own, ORDERS[table])
        return connection


def _view(connection: Any, name: str, files: Iterable[Path], own: str, order: str) -> None:
    connection.execute(
        f"CREATE VIEW {name} AS SELECT {own}, stored.* EXCLUDE (part_file) FROM "
        f"(SELECT * EXCLUDE (filename), parse_filename(filename) AS part_file FROM "
        f"read_parquet({_quoted(files)}, filename = true, hive_partitioning = false)) AS stored "
        f"JOIN owners ON stored.id = owners.id AND stored.part_file = owners.part "
        f"JOIN (SELECT run, point, replicate, id FROM design) AS d ON d.id = stored.id ORDER BY {order}"
    )


def _quoted(files: Iterable[Path]) -> str:
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in files) + "]"
