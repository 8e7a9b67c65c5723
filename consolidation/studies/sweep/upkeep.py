"""The upkeep of a study's folder, by the sweep that holds its lock: one dataset, whole parts only, no run twice.

Nothing is thrown away but what killed writers left, what was stored twice and failures that are tried again.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ...results.files import ours
from . import manifest, parts
from .store import DAMAGED, DESIGN, OTHER, TABLES, Store


def settle(store: Store, signature: str, every: bool = False) -> list[str]:
    """Make the folder hold this dataset and nothing else; what was wrong, a line each.

    Parts of other datasets are set aside and those of this one taken back, so that `runs/*.parquet` is one dataset.
    Damaged ones are moved away: their runs are not there any more. `every` reads what was verified before, too.
    """
    _set_aside(store, signature)
    told = _adopt(store, signature)
    damaged = store.faults(signature, every)
    for name in damaged:
        for table in TABLES:
            if (store.folder / table / name).exists():
                _move(store.folder / table / name, store.folder / DAMAGED / table)
    whole = {path.name for path in store.parts(signature)}
    for path in list(store.tables_of(store.folder, signature)):
        if path.name not in whole:
            path.unlink()
    keep_once(store, signature)
    return [*told, *damaged.values()]


def _set_aside(store: Store, signature: str) -> None:
    for table in TABLES:
        for left in (store.folder / table).glob(".*.part"):
            left.unlink(missing_ok=True)
        for path in list((store.folder / table).glob("*-*.parquet")):
            own = path.name.partition("-")[0]
            if own != signature:
                _move(path, store.folder / OTHER / own / table)
    lived = (manifest.read(store.folder) or {}).get("signature", signature)
    if lived != signature and (store.folder / OTHER / lived).is_dir() and (store.folder / DESIGN).exists():
        _move(store.folder / DESIGN, store.folder / OTHER / lived)
    aside = store.folder / OTHER / signature
    for path in list(store.tables_of(aside, signature)):
        _move(path, store.folder / path.parent.name)
    _remove_empty(aside)


def _adopt(store: Store, signature: str) -> list[str]:
    """Take parts that can be read as they are, where the file that says what they were is gone."""
    there = store.parts(signature)
    if not there or parts.noted(store.folder) is not None:
        return []
    for path in there:
        files = {table: store.folder / table / path.name for table in TABLES}
        found = {table: file.read_bytes() for table, file in files.items() if file.exists()}
        if all(_readable(file) for file in files.values() if file.exists()):
            parts.note(store.folder, path.name, parts.sums(found))
    return [f"{parts.FILE} was missing: {len(there):,} parts are taken as they are"]


def _readable(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException):
        return False
    return True


def set_aside(store: Store) -> list[str]:
    """Put bookkeeping that cannot be read out of the way, for it may be another program's, and tell it."""
    told = manifest.damage(store.folder)
    if told:
        _move(store.folder / manifest.FILE, store.folder / DAMAGED)
    design = store.folder / DESIGN
    if manifest.read(store.folder) is None and design.is_file() and not ours(design):
        _move(design, store.folder / DAMAGED)
        told.append(f"{design} is not of a sweep: it is in {DAMAGED}/ now")
    return told


def clear(store: Store) -> None:
    """Remove all that sweeps have written here, and nothing else."""
    asides = [store.folder / DAMAGED, *(path for path in (store.folder / OTHER).glob("*") if path.is_dir())]
    for place in (store.folder, *asides):
        for table in TABLES:
            for path in list((place / table).glob("*-*.parquet")):
                path.unlink()
    for place in (*asides, store.folder / OTHER):
        _remove_empty(place)
    for name in (DESIGN, manifest.FILE, parts.FILE, parts.VERIFIED):
        (store.folder / name).unlink(missing_ok=True)


def forget_failures(store: Store, signature: str) -> None:
    """Drop failed runs, so that they are tried again."""
    _keep(store, signature, {identity: part for identity, part, error in store.rows(signature) if error is None})


def keep_once(store: Store, signature: str) -> None:
    """Drop what was stored twice: by a worker that outlived its sweep, or died between writing and answering."""
    _keep(store, signature, store.done(signature))


def _keep(store: Store, signature: str, owners: Mapping[str, str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from .worker import encoded

    held: dict[str, list[str]] = defaultdict(list)
    for identity, part in owners.items():
        held[part].append(identity)
    for path in store.parts(signature):
        own = pa.array(held[path.name], pa.string())
        if len(own) == pq.read_metadata(path).num_rows:
            continue
        files = {}
        for table in TABLES:
            if (store.folder / table / path.name).exists():
                rows = pq.read_table(store.folder / table / path.name, partitioning=None)
                files[table] = encoded(rows.filter(pa.compute.is_in(rows["id"], own)))
        store.put(path.stem, files)


def _move(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / path.name)


def _remove_empty(folder: Path) -> None:
    for name in (parts.VERIFIED, DESIGN):
        (folder / name).unlink(missing_ok=True)
    for place in (*(folder / table for table in TABLES), folder):
        with suppress(OSError):
            place.rmdir()
