"""A study's results on disk: Parquet parts that are whole or not there, and the views through which they are read.

    results/manifest.json            recipe, versions, commit, machine, times
    results/design.parquet           every run of the design: number, point, replicate, seed, id, values
    results/runs/SIGNATURE-NAME.parquet      a row a run (one part per worker and chunk)
    results/series|events|panel/…            further tables of the same chunks, if kept
    results/parts.jsonl              what every part was when it was written
    results/other/SIGNATURE/…        the parts of what the recipe asked before, for when it asks so again
    results/damaged/…                parts that are no longer what they were: their runs are lived again

A part is written aside and moved. The part in `runs/` is moved last: it says that the chunk is whole.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...catalog.errors import BadInput
from ...results.files import refused, write
from . import parts
from .asking import locked, quoted

if TYPE_CHECKING:
    import pyarrow as pa

RUNS, DESIGN = "runs", "design.parquet"
ORDERS = {"series": "run, week", "events": "run, event", "panel": "run, week, firm"}
MORE = tuple(ORDERS)
TABLES = (*MORE, RUNS)  # in the order in which a chunk is written
OTHER, DAMAGED = "other", "damaged"


class Store:
    """The folder of a study's results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Create the folders and see that they can be written. Raises `BadInput`."""
        try:
            for name in TABLES:
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            write(self.folder / RUNS / ".probe", b"")
            (self.folder / RUNS / ".probe").unlink()
        except OSError as error:
            raise refused(self.folder, error) from None

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Store a chunk: table by table, the table of runs last."""
        parts.note(self.folder, f"{name}.parquet", parts.sums(files))
        for table in TABLES:
            if table in files:
                write(self.folder / table / f"{name}.parquet", files[table])

    def parts(self, signature: str) -> list[Path]:
        """The parts of a dataset's table of runs, in order of their names;
        of every dataset if the signature is empty.
        """
        return sorted((self.home(signature) / RUNS).glob(f"{signature or '*'}-*.parquet"))

    def home(self, signature: str) -> Path:
        """Where a dataset's parts are: in the folder, or aside if the recipe has asked something else since."""
        aside = self.folder / OTHER / signature
        here = not signature or not aside.is_dir() or any(self.tables_of(self.folder, signature))
        return self.folder if here else aside

    def tables_of(self, place: Path, signature: str) -> Iterator[Path]:
        """The files of a dataset's tables in a place."""
        return (path for table in TABLES for path in (place / table).glob(f"{signature}-*.parquet"))

    @property
    def unknown(self) -> bool:
        """Whether parts are there and nothing says what they were: version 0.2.0 wrote none of it down."""
        return bool(self.parts("")) and parts.noted(self.folder) is None

    def faults(self, signature: str, every: bool = False, read: bool = True) -> dict[str, str]:
        """Parts that are not what they were when they were written, and what is wrong with each (`parts.faults`).
        Where nothing was written down they are taken as they are.
        """
        said, names = parts.noted(self.folder), [path.name for path in self.parts(signature)]
        return {} if said is None else parts.faults(self.home(signature), names, said, every, read)

    def design(self, signature: str) -> "pa.Table | None":
        """What every run of a dataset's design is, None if it is gone or damaged."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.read_table(self.home(signature) / DESIGN, page_checksum_verification=True)
        except (OSError, pa.ArrowException):
            return None

    def verify(self, signature: str, every: bool = False) -> None:
        """Read parts that were not verified before, or all of them. Raises `BadInput` if one is damaged."""
        damaged = list(self.faults(signature, every).values())
        if damaged:
            more = f" (and {len(damaged) - 1:,} more)" if len(damaged) > 1 else ""
            raise BadInput(f"{self.home(signature)}: {damaged[0]}{more}: `sweep resume` lives its runs again")

    def done(self, signature: str) -> dict[str, str]:
        """Which runs are there, failed ones included: the part that holds each."""
        return {identity: part for identity, part, _ in self.rows(signature)}

    def rows(self, signature: str, without: Container[str] = ()) -> list[tuple[str, str, str | None]]:
        """Identity, part and error of each run once, whatever was stored twice, but for some parts' runs."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        found: dict[str, tuple[str, str, str | None]] = {}
        for path in self.parts(signature):
            if path.name in without:
                continue
            try:
                table = pq.read_table(path, columns=["id", "error"], partitioning=None)
            except (OSError, pa.ArrowException):
                continue  # gone since it was listed
            for identity, error in zip(table["id"].to_pylist(), table["error"].to_pylist(), strict=True):
                found.setdefault(identity, (identity, path.name, error))
        return list(found.values())

    def connect(self, signature: str, design: "pa.Table") -> Any:
        """A DuckDB connection with the views `runs`, `series`, `events`, `panel` (those kept) and `design`.
        Raises `BadInput` if a part is damaged.
        """
        import duckdb
        import pyarrow as pa

        self.verify(signature)
        home = self.home(signature)
        connection = duckdb.connect()
        rows = self.rows(signature)
        owners = pa.table(
            {
                "id": pa.array([row[0] for row in rows], pa.string()),
                "part": pa.array([row[1] for row in rows], pa.string()),
            }
        )
        for name, table in (("owners", owners), ("design", design)):
            connection.register("arrow", table)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow")
            connection.unregister("arrow")
        names = sorted({row[1] for row in rows})
        if not names:
            return locked(connection, [])
        own = "run, point, replicate"
        _view(connection, RUNS, [home / RUNS / name for name in names], own, "run")
        for table in MORE:
            files = [home / table / name for name in names if (home / table / name).exists()]
            if files:
                _view(connection, table, files, own, ORDERS[table])
        return locked(connection, [home / table / name for table in TABLES for name in names])


def _view(connection: Any, name: str, files: Iterable[Path], own: str, order: str) -> None:
    connection.execute(
        f"CREATE VIEW {name} AS SELECT {own}, stored.* EXCLUDE (part_file) FROM "
        f"(SELECT * EXCLUDE (filename), parse_filename(filename) AS part_file FROM "
        f"read_parquet({_quoted(files)}, filename = true, hive_partitioning = false)) AS stored "
        f"JOIN owners ON stored.id = owners.id AND stored.part_file = owners.part "
        f"JOIN (SELECT run, point, replicate, id FROM design) AS d ON d.id = stored.id ORDER BY {order}"
    )


def _quoted(files: Iterable[Path]) -> str:
    return "[" + ", ".join(map(quoted, files)) + "]"
