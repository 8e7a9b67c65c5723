"""A given path of the Bitcoin price and its fees: a CSV with one row a week, or with dated rows."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..catalog.capacities import MAX_WEEKS
from ..catalog.errors import BadInput
from .cells import cell, cells, check_header, day, number

PRICE, FEES, WEEK = number(0.01, 1e9), number(0, 1_000_000), number(1, MAX_WEEKS, whole=True)


@dataclass(frozen=True, slots=True)
class PathRow:
    """A week's price and fees; `fees_btc_per_day` is None where the path leaves fees to the model."""

    price_usd: float
    fees_btc_per_day: float | None


def read_path(path: Path, start: dt.date) -> tuple[PathRow, ...]:
    """One row a week from `start` on. Dated rows hold until the next one; a path may end before the run does."""
    try:
        stamp = path.stat()
    except OSError:
        raise BadInput(f"{path.name}: no such file") from None
    if not path.is_file() or stamp.st_size > 1_000_000:
        raise BadInput(f"{path.name}: not a file of at most 1000 kB")
    return _path(path, start, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _path(path: Path, start: dt.date, mtime_ns: int, size: int) -> tuple[PathRow, ...]:
    rows = cells(path)
    header: list[str] = next(rows, (0, []))[1]
    key = "date" if "date" in header else "week"
    check_header(path, header, [key, "price_usd"], ("fees_btc_per_day",), "date" if key == "week" else "week")
    dated: list[tuple[int, PathRow]] = []
    for line, row in rows:
        found = {name: _cell(path, line, name, row[i]) for i, name in enumerate(header)}
        week = found["week"] if key == "week" else (found["date"] - start).days // 7 + 1
        if dated and week < dated[-1][0] + (key == "week"):
            raise BadInput(f"{path.name}, line {line}, column {key}: rows must be in order of time")
        dated.append((week, PathRow(found["price_usd"], found.get("fees_btc_per_day"))))
    if not dated or dated[0][0] > 1 or dated[-1][0] < 1:
        raise BadInput(f"{path.name}: the rows do not cover the first week, which starts on {start}")
    return _weekly(path, dated, key)


def _weekly(path: Path, dated: list[tuple[int, PathRow]], key: str) -> tuple[PathRow, ...]:
    by_week = dict(dated)  # of several rows in a week the last one counts: prices are as at the week's end
    weeks: list[PathRow] = []
    held = [row for week, row in dated if week <= 1][-1]
    for week in range(1, min(dated[-1][0], MAX_WEEKS) + 1):
        if key == "week" and week not in by_week:
            raise BadInput(f"{path.name}: week {week} is missing")
        held = by_week.get(week, held)
        weeks.append(held)
    return tuple(weeks)


def _cell(path: Path, line: int, name: str, text: str) -> Any:
    if name == "fees_btc_per_day" and not text:
        return None
    return cell(path, line, name, text, {"date": day, "week": WEEK, "price_usd": PRICE}.get(name, FEES), {})
