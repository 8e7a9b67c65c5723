"""How a firm ended: sentences made from what was recorded of it (events, books, prices). Nothing is guessed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ....catalog.causes import BY_HOST_PIVOT, CAUSE_LABELS, CAUSES
from ....catalog.codes import EXIT_LABELS, EXITS, WAS_ACQUIRED, WAS_LIQUIDATED
from ....catalog.events import ACQUIRED, CLOSED, EVENT_LABELS, EVENTS, KINDS
from .events import party
from .numbers import hash_rate, money, power, written

LOOK_BACK = 104
YEAR, HALF = 52, 26


@dataclass(frozen=True)
class Link:
    """One link of the chain: when, and what."""

    week: int
    text: str


BLOWS = {kind: one.story for kind, one in KINDS.items() if one.story and not one.summed}
SUMMED = sorted((one for one in EVENTS if one.summed), key=lambda one: one.summed)


def chain(name: str, rows: np.ndarray, events: pd.DataFrame, series: pd.DataFrame) -> list[Link]:
    """The links, oldest first. `rows`: the firm's rows of the panel; `events`: everything that happened.

    Empty while the firm is in business.
    """
    gone = np.flatnonzero((rows["exited"] != 0) | (rows["alive"] == 0))
    if not len(gone):
        return []
    end = int(rows["week"][gone[0]])
    before = rows[: gone[0]]
    events = events[(events["firm"] == name) | ((events["firm"] == "") & events["kind"].isin(BLOWS))]
    recent = events[(events["week"] <= end) & (events["week"] > end - LOOK_BACK)]
    links = [*_market(before, series, end), *_books(before, end), *_blows(recent), *_sums(recent)]
    links.sort(key=lambda link: link.week)
    return [*links, _end(rows[gone[0]], events, end)]


def _market(before: np.ndarray, series: pd.DataFrame, end: int) -> list[Link]:
    """The hashprice and its own power price over the half year before."""
    links = []
    then, now = max(1, end - HALF), max(1, end - 1)
    if now > then and len(series) >= now:
        prices = series["hashprice_usd_per_ph_day"].to_numpy()
        if prices[now - 1] < 0.92 * prices[then - 1]:
            fall = 100.0 * (1.0 - prices[now - 1] / prices[then - 1])
            first, final = written(prices[then - 1], 1), written(prices[now - 1], 1)
            text = f"The hashprice fell by {written(fall)} %, from {first} to {final} USD/PH/day."
            links.append(Link(now, text))
    weeks = before[before["week"] >= end - YEAR]
    if len(weeks) > 1:
        paid, pays = float(weeks["power_usd_per_mwh"][0]), float(weeks["power_usd_per_mwh"][-1])
        if paid > 0 and pays > paid + 3.0:
            links.append(
                Link(int(weeks["week"][-1]), f"Its power went from {written(paid)} to {written(pays)} USD/MWh.")
            )
    return links


def _books(before: np.ndarray, end: int) -> list[Link]:
    """Weeks of loss, megawatts lost in all, duty, and what was left."""
    links = []
    mined = before[before["week"] >= 1]
    year = mined[mined["week"] >= end - YEAR]
    losing = year["revenue_usd"] < year["cost_usd"]
    if losing.sum() >= 4:
        weeks = year[losing]
        loss = float((weeks["cost_usd"] - weeks["revenue_usd"]).sum())
        links.append(
            Link(
                int(weeks["week"][0]),
                f"From here on it lost money in {len(weeks)} weeks of its last year: {money(loss)} in all.",
            )
        )
    for column, text in (
        ("lost_to_ai_mw", "By then AI buyers had outbid it for {mw} in all."),
        ("lost_to_miners_mw", "By then other miners had outbid it for {mw} in all."),
        ("evicted_mw", "By then hosts had put it out of {mw} in all."),
    ):
        lost = mined[column] if len(mined) else np.zeros(0)
        if len(lost) and lost[-1] > 0 and (np.diff(lost) > 0).sum() > 1:
            links.append(Link(int(mined["week"][-1]), text.format(mw=power(float(lost[-1])))))
    if len(mined):
        final = mined[-1]
        if final["duties_52w_usd"] > 1e4:
            text = f"It had paid {money(float(final['duties_52w_usd']))} of duty on machines in its last year."
            links.append(Link(int(final["week"]), text))
        owed = float(final["loan_usd"] + final["notes_usd"])
        left = (
            f"A week before the end it held {money(float(final['cash_usd']))} and {written(float(final['btc']), 1)} BTC"
        )
        links.append(
            Link(int(final["week"]), f"{left} and owed {money(owed)}." if owed > 0 else f"{left}, and owed nothing.")
        )
    return links


def _blows(events: pd.DataFrame) -> list[Link]:
    """What befell it, one by one."""
    found: Any = events[events["kind"].isin(BLOWS)].itertuples()
    return [
        Link(
            int(event.week),
            BLOWS[event.kind].format(
                other=party(event.other) or "another bidder",
                at_other=f" when {event.other} turned the hall over to AI" if event.cause == CAUSE_LABELS[BY_HOST_PIVOT]
                else f" in a hall of {event.other}" if event.other else "",
                power=power(event.power_mw),
                usd_mwh=f"{written(event.usd, 1)} USD/MWh",
                money=money(event.usd),
            ),
        )
        for event in found
    ]  # fmt: skip


def _sums(events: pd.DataFrame) -> list[Link]:
    """What befell it often, in one sentence each."""
    links = []
    for one in SUMMED:
        rows = events[events["kind"] == one.label]
        if len(rows):
            total = float(rows[one.size].sum())
            links.append(Link(int(rows["week"].iloc[-1]), one.story.format(money=money(total), hash=hash_rate(total))))
    return links


def _end(row: Any, events: pd.DataFrame, week: int) -> Link:
    """The last link: how, why, and who got it."""
    way = int(row["exited"]) or WAS_LIQUIDATED
    text = EXITS[EXIT_LABELS[way]].end
    if way == WAS_LIQUIDATED and bool((events["kind"] == EVENT_LABELS[CLOSED]).any()):
        text = "It closed in order"
    bought = events[(events["kind"] == EVENT_LABELS[ACQUIRED]) & (events["week"] == week)]
    if way == WAS_ACQUIRED and len(bought) and bought["other"].iloc[0]:
        text = f"{bought['other'].iloc[0]} took it over for {money(float(bought['usd'].iloc[0]))}"
    cause = CAUSES[CAUSE_LABELS[int(row["exit_cause"])]]
    return Link(week, f"{text}: {cause}." if cause else f"{text}.")
