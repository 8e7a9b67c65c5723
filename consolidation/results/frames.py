"""Recorded arrays as pandas frames, with names, dates and units people read.

`date` is the Monday on which the week begins; stocks and prices in the same row are those at the week's end.
"""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalog import codes
from ..catalog.causes import CAUSE_LABELS
from ..catalog.codes import CLASS_LABELS, EXIT_LABELS, ORIGIN_LABELS, SECTOR_LABELS
from ..catalog.events import DUTY_CHANGED, EVENT_LABELS, EVENTS, PAUSE_ENDED
from ..catalog.kept import EVENT_COLUMNS, FIRM_COLUMNS, FLOW_COLUMNS, PANEL_COLUMNS, WEEK, PanelColumn
from ..catalog.names import LENDER, Names
from ..catalog.payments import KIND_LABELS
from ..catalog.series import SERIES_COLUMNS, VECTORS, spread
from ..engine.columns import Column

if TYPE_CHECKING:
    import pandas as pd


def dates(start: datetime.date, weeks: np.ndarray) -> np.ndarray:
    """The Mondays of weeks counted from 1, as pandas' nanosecond dates."""
    first = np.datetime64(start, "D")
    return (first + 7 * (weeks - 1).astype("timedelta64[D]")).astype("datetime64[ns]")


def columns_of(kind: str, makers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Unit and meaning of every column of a frame: series, events, flows or panel."""
    own: dict[str, tuple[Column | PanelColumn, ...]] = {
        "series": (*WEEK, *SERIES_COLUMNS),
        "events": EVENT_COLUMNS,
        "flows": FLOW_COLUMNS,
        "panel": (*FIRM_COLUMNS, *PANEL_COLUMNS),
    }
    told = {one.name: (one.unit, one.meaning) for one in own[kind]}
    if kind == "series":
        told |= {name: (VECTORS[field].unit, VECTORS[field].meaning) for name, (field, _) in spread(makers).items()}
    return told


def series_frame(rows: np.ndarray, names: Names) -> "pd.DataFrame":
    """The weekly series: a row per week."""
    import pandas as pd

    columns: dict[str, Any] = {"week": rows["week"].astype("int64"), "date": dates(names.start, rows["week"])}
    for column in SERIES_COLUMNS:
        columns.setdefault(column.name, rows[column.name].copy())
    for name, (field, place) in spread(names.vendors).items():
        columns[name] = rows[field][:, place].copy()
    return pd.DataFrame(columns)


def events_frame(rows: np.ndarray, names: Names) -> "pd.DataFrame":
    """What happened: one row an event, `firm` to or by whom, `other` with whom, `cause` why ("" where there is none).

    `usd` is a sum, or a price, as the kind's `usd` says (`catalog.events`). News of duties has neither partner nor sum:
    `other` says which duty, as "Indonesia, 32.0 %", or how the pause ended.
    """
    import pandas as pd

    sums = np.array([bool(one.usd) for one in EVENTS])
    return pd.DataFrame(
        {
            "week": rows["week"].astype("int64"),
            "date": dates(names.start, rows["week"]),
            "kind": pd.Series(spelt(rows["kind"], EVENT_LABELS), dtype="str"),
            "firm": pd.Series(who(rows["firm"], names), dtype="str"),
            "other": pd.Series(others(rows, names), dtype="str"),
            "power_mw": rows["kw"] / 1e3,
            "hash_eh_s": rows["th_s"] / 1e6,
            "usd": np.where(sums[rows["kind"]], rows["cents"] / 100.0, 0.0),
            "cause": pd.Series(spelt(rows["cause"], CAUSE_LABELS), dtype="str"),
        },
        columns=[one.name for one in EVENT_COLUMNS],
    )


def others(rows: np.ndarray, names: Names) -> np.ndarray:
    """With whom, of every event: the lender, a firm, a maker, an AI buyer, or "".

    The engine writes a duty's origin and rate, and whether duties came back, into the same columns.
    """
    found = who(rows["other"], names)
    found[rows["other"] == codes.THE_LENDER] = LENDER
    for row in np.flatnonzero(rows["kind"] == DUTY_CHANGED):
        found[row] = f"{ORIGIN_LABELS[int(rows['other'][row])]}, {rows['cents'][row] / 1e4:.1f} %"
    for row in np.flatnonzero(rows["kind"] == PAUSE_ENDED):
        found[row] = "duties came back" if rows["cents"][row] else "duties stayed off"
    return found


def who(parties: np.ndarray, names: Names) -> np.ndarray:
    """The names behind codes of firms, makers and AI buyers, each looked up once."""
    found, places = np.unique(parties, return_inverse=True)
    return spelt(places, [names.who(int(code)) for code in found])


def spelt(codes: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """Codes as their labels, in plain text."""
    texts: np.ndarray = np.array(labels, object)[codes]
    return texts


def flows_frame(rows: np.ndarray, names: Names) -> "pd.DataFrame":
    """Who paid whom for what, by week and sector; whole cents as USD. Only pairs that moved money have a row."""
    import pandas as pd

    return pd.DataFrame(
        {
            "week": rows["week"].astype("int64"),
            "date": dates(names.start, rows["week"]),
            "payer": labelled(rows["payer"], SECTOR_LABELS),
            "payee": labelled(rows["payee"], SECTOR_LABELS),
            "kind": labelled(rows["kind"], KIND_LABELS),
            "usd": rows["cents"] / 100.0,
        }
    )


def panel_frame(rows: np.ndarray, names: Names) -> "pd.DataFrame":
    """A row per firm and week, the dead included (`alive` False)."""
    import pandas as pd

    columns: dict[str, Any] = {
        "week": rows["week"].astype("int64"),
        "date": dates(names.start, rows["week"]),
        "firm": labelled(rows["firm"], names.firms),
        "class": labelled(rows["class"], CLASS_LABELS),
    }
    for column in PANEL_COLUMNS:
        columns[column.name] = rows[column.name].copy()
    columns["alive"] = rows["alive"] == 1
    columns["exited"] = labelled(rows["exited"], EXIT_LABELS)
    columns["exit_cause"] = labelled(rows["exit_cause"], CAUSE_LABELS)
    return pd.DataFrame(columns)


def labelled(codes: np.ndarray, labels: Sequence[str]) -> Any:
    """Codes as their labels, kept small: a pandas categorical."""
    import pandas as pd

    return pd.Categorical.from_codes(codes.astype("int64"), categories=pd.Index(labels))
