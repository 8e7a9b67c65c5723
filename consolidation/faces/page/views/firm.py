"""The firms as a table, and one firm as of the week shown: facts, how it ended, sites, orders, what happened to it."""

from typing import Any

import numpy as np

from ....catalog.codes import AI, CLASS_LABELS, CONVERTING, EXITS, IN_TRANSIT, OPEN, ORIGIN_LABELS, TENURES, USES
from ....catalog.names import week_date
from ..charts.history import Frames
from ..visitor.live import Live
from ..words.events import sentence
from ..words.labels import ORDER_COLUMNS, SITE_COLUMNS
from ..words.numbers import day, hash_rate, money, power, written
from ..words.story import chain

MOST_EVENTS = 60
STATES = [one.state for one in EXITS.values()]
USE_WORDS, TENURE_WORDS = list(USES.values()), list(TENURES.values())
TABLE_COLUMNS = (
    ("Firm", "", "Its name", 0),
    ("Size", "", "Small miner or major", 0),
    ("Left", "", "How it left American mining, if it did", 0),
    ("US hash", "EH/s", "Running hash rate in the US", 2),
    ("Mining", "MW", "Power of its mining sites", 0),
    ("AI", "MW", "Power let to AI, live", 0),
    ("Power", "USD/MWh", "Average price over its sites", 1),
    ("Cash", "M USD", "Cash", 1),
    ("Coins", "BTC", "Bitcoin held", 0),
    ("Debt", "M USD", "Loans and convertible notes", 1),
)
"""Heading, unit, help, digits."""


def table_rows(panel: np.ndarray, names: list[str]) -> list[list[Any]]:
    """One list a firm, in the order of TABLE_COLUMNS."""
    debt = (panel["loan_usd"] + panel["notes_usd"]) / 1e6
    numbers = zip(
        np.round(panel["us_hash_eh_s"], 3).tolist(),
        np.round(panel["mining_mw"], 1).tolist(),
        np.round(panel["ai_mw"], 1).tolist(),
        np.round(panel["power_usd_per_mwh"], 1).tolist(),
        np.round(panel["cash_usd"] / 1e6, 2).tolist(),
        np.round(panel["btc"], 1).tolist(),
        np.round(debt, 2).tolist(),
        strict=True,
    )
    codes = zip(panel["class"].tolist(), panel["exited"].tolist(), strict=True)
    return [
        [name, CLASS_LABELS[size], STATES[exited], *values]
        for name, (size, exited), values in zip(names, codes, numbers, strict=False)
    ]


def view(live: Live, name: str, week: int, frames: Frames) -> dict[str, Any]:
    """Everything the firm's panel shows, as text."""
    row = live.row_of(name)
    assert row is not None
    books = live.firm(row, week)
    events = frames.events
    own: Any = events[(events["firm"] == name) | (events["other"] == name)].tail(MOST_EVENTS).iloc[::-1].itertuples()
    world = live.simulation_at(week).world
    return {
        "name": name,
        "line": _line(books[-1] if len(books) else None, week, frames),
        "facts": _facts(books[-1]) if len(books) else [],
        "story": [[_when(frames, link.week), link.text] for link in chain(name, books, events, frames.series)],
        "events": [[_when(frames, event.week), sentence(event)] for event in own],
        "site_columns": list(SITE_COLUMNS),
        "sites": _sites(world, live, row, frames),
        "order_columns": list(ORDER_COLUMNS),
        "orders": _orders(world, live, row, frames),
    }


def _when(frames: Frames, week: int) -> str:
    return f"{frames.date(int(week)):%d %b %y}".lstrip("0")


def _line(books: Any, week: int, frames: Frames) -> str:
    if books is None:
        return "not yet founded"
    left = STATES[int(books["exited"])]
    return f"{CLASS_LABELS[int(books['class'])]} · {left or 'in business'} · {day(frames.date(week))}"


def _facts(books: Any) -> list[list[str]]:
    owed = float(books["loan_usd"] + books["notes_usd"])
    return [
        ["US hash rate", hash_rate(float(books["us_hash_eh_s"]))],
        ["Installed", hash_rate(float(books["installed_eh_s"]))],
        ["Mining", power(float(books["mining_mw"]))],
        ["Let to AI", power(float(books["ai_mw"]))],
        ["Cash", money(float(books["cash_usd"]))],
        ["Coins", f"{written(float(books['btc']), 1)} BTC"],
        ["Debt", money(owed)],
        ["Pays for power", f"{written(float(books['power_usd_per_mwh']), 1)} USD/MWh"],
        ["Revenue, week", money(float(books["revenue_usd"]))],
        ["Costs, week", money(float(books["cost_usd"]))],
        ["On order", hash_rate(float(books["ordered_eh_s"]))],
        ["Lost to AI bids", power(float(books["lost_to_ai_mw"]))],
    ]


def _sites(world: Any, live: Live, row: int, frames: Frames) -> list[list[str]]:
    fields = world.view(np.ndarray)
    sites = fields["sites"][: int(fields["rows"]["n_sites"][0])]
    found = []
    for site in sites[(sites["owner"] == row) & (sites["kw"] > 0)]:
        rent = int(site["lease_end_week"])
        end = rent if int(site["use"]) in (AI, CONVERTING) and rent > 0 else int(site["contract_end_week"])
        found.append(
            [
                live.simulation.names.regions[int(site["region"])],
                power(float(site["kw"]) / 1e3),
                USE_WORDS[int(site["use"])],
                TENURE_WORDS[int(site["tenure"])],
                f"{written(float(site['price_usd_per_mwh']), 1)} USD/MWh",
                f"{week_date(frames.start, end):%b %Y}" if 0 < end < 5_000 else "–",
            ]
        )
    return found


def _orders(world: Any, live: Live, row: int, frames: Frames) -> list[list[str]]:
    fields = world.view(np.ndarray)
    orders = fields["orders"][: int(fields["rows"]["n_orders"][0])]
    mine = orders[(orders["buyer"] == row) & ((orders["state"] == OPEN) | (orders["state"] == IN_TRANSIT))]
    names = live.simulation.names
    return [
        [
            names.vendors[int(order["vendor"])],
            names.models[int(order["rig_model"])],
            written(int(order["units"])),
            money(float(order["units"] * order["price_cents"]) / 100.0),
            money(float(order["deposit_cents"]) / 100.0),
            ORIGIN_LABELS[int(order["origin"])],
            f"{week_date(frames.start, max(1, int(order['due_week']))):%b %Y}",
        ]
        for order in np.sort(mine, order="due_week")[:30]
    ]
