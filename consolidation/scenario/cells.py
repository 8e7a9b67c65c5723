"""Strict reading of small CSV files: one parser a column, one line of `BadInput` for whatever is wrong.

A parser takes a cell and the names that may be referred to, and raises a ValueError that says what would be allowed.
Read with the csv module, because the engine must not load pandas; a parsed file is kept until it changes on disk.
"""

import csv
import datetime as dt
import math
from collections.abc import Callable
from dataclasses import Field, field, fields
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from ..catalog.errors import BadInput
from ..catalog.names import AI_BUYER, LENDER

MAX_BYTES = 4_000_000
SNAPBACK = -1.0  # a duty's chance: whatever `tariffs.snapback_chance` says
Known = dict[str, tuple[str, ...]]
Fact = TypeVar("Fact")


def text(cell: str, known: Known) -> str:
    """Any text."""
    return cell


def name(cell: str, known: Known) -> str:
    """Text that can stand in every table, picture and file: not empty, printable, and nobody else's name there."""
    if not cell or not cell.isprintable():
        raise ValueError("a name of printable characters")
    if cell == LENDER or cell.startswith(AI_BUYER):
        raise ValueError(f"a name of its own; {LENDER!r} and those that begin with {AI_BUYER!r} are taken")
    return cell


def number(low: float, high: float = math.inf, blank: float | None = math.nan, whole: bool = False) -> Any:
    """A number within bounds; `blank` is what an empty cell means (NaN: not allowed)."""
    kind = "a whole number" if whole else "a number"
    allowed = f"{kind} from {low:g}" + (f" to {high:g}" if high < math.inf else " up")

    def parse(cell: str, known: Known) -> float | int | None:
        if not cell and (blank is None or not math.isnan(blank)):
            return blank
        try:
            value: float = int(cell) if whole else float(cell)
        except ValueError:
            raise ValueError(allowed) from None
        if not (low <= value <= high and math.isfinite(value)):
            raise ValueError(allowed)
        return value

    return parse


def chance(cell: str, known: Known) -> float:
    """A probability; -1 stands for the scenario's snapback chance."""
    value = float(number(-1, 1, blank=1.0)(cell, known))
    if value < 0 and value != SNAPBACK:
        raise ValueError("a probability from 0 to 1, blank for certain, -1 for the scenario's snapback chance")
    return value


def flag(cell: str, known: Known) -> bool:
    """0 or 1."""
    if cell not in ("0", "1"):
        raise ValueError("0 or 1")
    return cell == "1"


def words(cell: str, known: Known) -> tuple[str, ...]:
    """Words between semicolons."""
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def day(cell: str, known: Known) -> dt.date:
    """A date; a month means its first day."""
    try:
        return dt.date.fromisoformat(cell + "-01" if len(cell) == 7 else cell)
    except ValueError:
        raise ValueError("a date like 2025-03-31 (or a month like 2025-03)") from None


def day_or_blank(cell: str, known: Known) -> dt.date | None:
    """A date or nothing."""
    return day(cell, known) if cell else None


def one_of(labels: tuple[str, ...]) -> Callable[[str, Known], str]:
    """One of a few labels."""

    def parse(cell: str, known: Known) -> str:
        if cell not in labels:
            raise ValueError("one of " + ", ".join(labels))
        return cell

    return parse


def known(kind: str, blank: bool = False) -> Callable[[str, Known], str]:
    """A name from another table."""

    def parse(cell: str, known: Known) -> str:
        if (blank and not cell) or kind not in known:
            return cell
        if cell not in known[kind]:
            raise ValueError(f"a known {kind}: " + ", ".join(known[kind][:16]) + (", ..." if known[kind][16:] else ""))
        return cell

    return parse


def col(parse: Any, *columns: str) -> Any:
    """A field read from the column of its own name, or from the named one; several columns make a tuple."""
    return field(metadata={"parse": parse, "columns": columns})


def read(
    kind: type[Fact],
    path: Path,
    most: int,
    known: tuple[tuple[str, tuple[str, ...]], ...] = (),
    repeats: bool = False,
) -> tuple[Fact, ...]:
    """All rows of a file as facts of one kind, at most so many; `known` are the names that columns may refer to.

    The first column names a row, unless it `repeats`: then the first two together do, and there may be no rows.
    """
    try:
        stamp = path.stat()
    except OSError:
        raise BadInput(f"{path.name}: no such file") from None
    if not path.is_file() or stamp.st_size > MAX_BYTES:
        raise BadInput(f"{path.name}: not a file of at most {MAX_BYTES // 1000} kB")
    hashable: Any = kind
    return _rows(hashable, path, most, known, repeats, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=256)
def _rows(kind: Any, path: Path, most: int, known: Any, repeats: bool, mtime_ns: int, size: int) -> tuple[Any, ...]:
    rows = cells(path)
    header: list[str] = next(rows, (0, []))[1]
    columns: list[str] = [c for f in fields(kind) for c in _columns(f)]
    check_header(path, header, columns)
    place = {name: header.index(name) for name in columns}
    facts: dict[Any, Any] = {}
    for line, row in rows:
        values = {}
        for f in fields(kind):
            found = tuple(cell(path, line, c, row[place[c]], f.metadata["parse"], dict(known)) for c in _columns(f))
            values[f.name] = found if len(_columns(f)) > 1 else found[0]
        key = tuple(values.values())[:2] if repeats else next(iter(values.values()))
        if key in facts:
            raise BadInput(f"{path.name}, line {line}, column {columns[0]}: {row[place[columns[0]]]!r} is there twice")
        facts[key] = kind(**values)
    if not facts and not repeats:
        raise BadInput(f"{path.name}: no rows")
    if len(facts) > most:
        raise BadInput(f"{path.name}: {len(facts)} rows, at most {most}")
    return tuple(facts.values())


def _columns(f: "Field[Any]") -> tuple[str, ...]:
    return f.metadata["columns"] or (f.name,)


def cells(path: Path) -> Any:
    """Lines of a CSV file as (line number, stripped cells), blank lines left out; the first is the header."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        width = 0
        for row in reader:
            if not any(row):
                continue
            width = width or len(row)
            if len(row) != width:
                raise BadInput(f"{path.name}, line {reader.line_num}: {len(row)} cells, the header has {width}")
            yield reader.line_num, [c.strip() for c in row]
    except OSError:
        raise BadInput(f"{path.name}: cannot be read") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput(f"{path.name}: not a CSV file in UTF-8") from None


def check_header(
    path: Path, header: list[str], wanted: list[str], optional: tuple[str, ...] = (), either: str = ""
) -> None:
    """Refuse a header with a column missing, unknown or twice. `either`: a column that may stand for the first one."""
    for name in wanted:
        if name not in header:
            other = next((one for one in (";", "\t", "|") if any(one in part for part in header)), "")
            told = f"columns are separated by {other!r}, not by a comma" if other else f"column {name!r} is missing"
            alike = [part for part in header if part.strip().lower() in (name, either) and part not in (name, either)]
            named = ", ".join([f"{wanted[0]} or {either}" if either else wanted[0], *wanted[1:]])
            like = f", spelt like this and not {alike[0]!r}" if alike else ""
            raise BadInput(f"{path.name}, line 1: {told}; wanted: {named}{like}")
    for name in header:
        if name not in wanted and name not in optional:
            raise BadInput(f"{path.name}, line 1: unknown column {name!r}; allowed: {', '.join([*wanted, *optional])}")
        if header.count(name) > 1:
            raise BadInput(f"{path.name}, line 1: column {name!r} is there twice")


def cell(path: Path, line: int, column: str, text: str, parse: Any, known: Known) -> Any:
    """One cell through its parser, whose ValueError says what would be allowed."""
    try:
        return parse(text, known)
    except ValueError as error:
        raise BadInput(f"{path.name}, line {line}, column {column}: {text[:40]!r} is not {error}") from None


def fact_of(kind: Any, row: dict[str, Any], names: dict[str, str], where: str) -> Any:
    """A fact from a TOML table, through the same parsers as a file's cells; `names` are the keys of the fields."""
    for key in row:
        if key not in names.values():
            raise BadInput(f"{where}: unknown key {key!r}; allowed: {', '.join(names.values())}")
    values = {}
    for f in fields(kind):
        given = row.get(names[f.name], "")
        if isinstance(given, bool | list | dict):
            raise BadInput(f"{where}, key {names[f.name]}: {given!r} is not a number, a text or a date")
        try:
            values[f.name] = f.metadata["parse"](str(given), {})
        except ValueError as error:
            raise BadInput(f"{where}, key {names[f.name]}: {str(given)[:40]!r} is not {error}") from None
    return kind(**values)
