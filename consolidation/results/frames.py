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

    others = [other(event, names) for event in rows]
    sums = np.array([bool(one.usd) for one in EVENTS])
    return pd.DataFrame(
        {
            "week": rows["week"].astype("int64"),
            "date": dates(names.start, rows["week"]),
            "kind": words(rows["kind"], EVENT_LABELS),
            "firm": pd.Series([names.who(int(code)) for code in rows["firm"]], dtype="str"),
            "other": pd.Series(others, dtype="str"),
            "power_mw": rows["kw"] / 1e3,
            "hash_eh_s": rows["th_s"] / 1e6,
            "usd": np.where(sums[rows["kind"]], rows["cents"] / 100.0, 0.0),
            "cause": words(rows["cause"], CAUSE_LABELS),
        },
        columns=[one.name for one in EVENT_COLUMNS],
    )


def other(event: Any, names: Names) -> str:
    """With whom; the engine writes a duty's origin and rate, and whether duties came back, into the same columns."""
    if event["kind"] == DUTY_CHANGED:
        return f"{ORIGIN_LABELS[int(event['other'])]}, {event['cents'] / 1e4:.1f} %"
    if event["kind"] == PAUSE_ENDED:
        return "duties came back" if event["cents"] else "duties stayed off"
    if event["other"] == codes.THE_LENDER:
        return LENDER
    return names.who(int(event["other"]))


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

    return pd.Categorical.from_codes(codes.astype("int64").tolist(), categories=pd.Index(labels))


def words(codes: np.ndarray, labels: tuple[str, ...]) -> Any:
    """Codes as their labels, in plain text."""
    import pandas as pd

    return pd.Series([labels[int(code)] for code in codes], dtype="str")
