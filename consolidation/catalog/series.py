"""The weekly series: one row a week of the whole industry. A figure is declared in one line, with all its words.

Every column is a metric of sweeps and a row of the docs; what is said beside that says where else it is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..engine.columns import Column, table
from .capacities import N_VENDORS
from .codes import N_ORIGINS, ORIGIN_LABELS
from .names import slug

END, MEAN, SUM = "end", "mean", "sum"
READ = {"firm": "firms", "week": "weeks", "ad valorem": "of customs value", "block": "", "difficulty": "", "ratio": ""}
"""Units as a reader meets them, where they are not read as they are declared."""


@dataclass(frozen=True)
class Compared:
    """A choice of the Compare page, which draws it for both sides: its turn, label, unit, digits, scale."""

    turn: int
    label: str
    unit: str
    digits: int
    scale: float = 1.0


@dataclass(frozen=True)
class Headline:
    """A figure at the head of the page: turn, label, unit, digits, scale, what it is; changes since the opening?"""

    turn: int
    label: str
    unit: str
    digits: int
    scale: float
    help: str
    since_opening: bool = False


@dataclass(frozen=True)
class Yearly:
    """A row of the report's table by year: its turn, label, how a year is summed up, format (% of one, M millions)."""

    turn: int
    label: str
    how: str
    format: str


@dataclass(frozen=True)
class Measure(Column):
    """A column of the series, or a total of some (`of`), and where it is shown. `label` and `digits` are for where
    neither headline nor comparison say theirs.
    """

    label: str = ""
    digits: int = 0
    compared: Compared | None = None
    headline: Headline | None = None
    yearly: Yearly | None = None
    reported: bool = False  # by Mesa's data collector; `Industry.series` has them all

    @property
    def shown(self) -> tuple[str, str, int, float]:
        """What a reader sees: label, unit, digits, and what a value is multiplied by."""
        one = self.compared or self.headline
        return (
            (one.label, one.unit, one.digits, one.scale)
            if one
            else (self.label, READ.get(self.unit, self.unit), self.digits, 1.0)
        )


@dataclass(frozen=True)
class Vector(Column):
    """A small array of the series. In frames it is a column for each of its places, `named` after it: the makers, or
    the `places` that it has in every run.
    """

    named: str = ""
    label: str = ""
    places: tuple[str, ...] = ()

    def columns(self, makers: Iterable[str]) -> list[str]:
        """Its columns, in the order of its places."""
        return [self.named.format(slug(one)) for one in self.places or makers]

    def slug(self, name: str) -> str:
        """Whose column this is, "" if it is none of this vector's."""
        before, _, after = self.named.partition("{}")
        found = re.fullmatch(f"{before}(.+){after}", name)
        return found[1] if found else ""


def measure(name: str, type: str, unit: str, meaning: str, **words: Any) -> Measure:
    """A column of the series and where it is shown."""
    return Measure(name, type, unit, meaning, **words)


def total(name: str, unit: str, meaning: str, of: tuple[str, ...], **words: Any) -> Measure:
    """A total that is not kept: the sum of these columns."""
    return Measure(name, "i8", unit, meaning, of=of, **words)


T = TypeVar("T", Compared, Headline, Yearly)


def _in_turn(found: dict[str, T]) -> dict[str, T]:
    return dict(sorted(found.items(), key=lambda item: item[1].turn))


SERIES_COLUMNS = (
    measure("week", "i8", "week", "from 1", label="Week"),
    measure(
        "btc_price_usd",
        "f8",
        "USD/BTC",
        "price",
        headline=Headline(5, "Bitcoin", "USD", 0, 1.0, "Price of a bitcoin; below, in 13 weeks"),
        yearly=Yearly(1, "bitcoin price, USD", END, ",.0f"),
        reported=True,
    ),
    measure("fees_btc", "f8", "BTC", "fees of the week", label="Fees of the week", digits=1),
    measure("block_height", "i8", "block", "height", label="Block height"),
    measure("subsidy_btc", "f8", "BTC", "subsidy of a block", label="Subsidy of a block", digits=4),
    measure("difficulty", "f8", "difficulty", "in force", label="Difficulty"),
    measure(
        "network_hash_eh_s",
        "f8",
        "EH/s",
        "running hash rate of the network",
        compared=Compared(7, "Network hash rate", "EH/s", 0, 1.0),
        headline=Headline(7, "Network", "EH/s", 0, 1.0, "Running hash rate of the world; below, in 13 weeks"),
        yearly=Yearly(3, "network hash rate, EH/s", END, ",.0f"),
        reported=True,
    ),
    measure(
        "us_hash_eh_s",
        "f8",
        "EH/s",
        "of it, in the US",
        compared=Compared(6, "{home} hash rate", "EH/s", 1, 1.0),
        yearly=Yearly(4, "{home} hash rate, EH/s", END, ",.0f"),
        reported=True,
    ),
    measure(
        "us_share",
        "f8",
        "share",
        "of the network, in the US",
        compared=Compared(5, "{home} share of the network", "%", 2, 100.0),
        headline=Headline(
            3,
            "{home} share",
            "%",
            1,
            100.0,
            "{home.adjective} share of the network's hash rate; below, since the opening",
            True,
        ),
        yearly=Yearly(5, "{home} share, %", END, "%"),
        reported=True,
    ),
    measure(
        "hashprice_usd_per_ph_day",
        "f8",
        "USD/PH/day",
        "at the difficulty in force",
        compared=Compared(10, "Hashprice", "USD/PH/day", 1, 1.0),
        headline=Headline(6, "Hashprice", "USD/PH/day", 1, 1.0, "Revenue of a PH/s in a day; below, in 13 weeks"),
        yearly=Yearly(2, "hashprice, USD/PH/day", END, ".1f"),
        reported=True,
    ),
    measure(
        "small_alive",
        "i8",
        "firm",
        "small miners alive and still mining",
        label="Small miners alive",
        yearly=Yearly(6, "small miners alive", END, ",.0f"),
        reported=True,
    ),
    measure(
        "major_alive",
        "i8",
        "firm",
        "majors alive and still mining",
        label="Majors alive",
        yearly=Yearly(7, "majors alive", END, ",.0f"),
        reported=True,
    ),
    measure(
        "exits_small",
        "i8",
        "firm",
        "small firms of week one that left, cumulative",
        compared=Compared(2, "Exits of small miners", "firms", 0, 1.0),
        reported=True,
    ),
    measure(
        "exits_major",
        "i8",
        "firm",
        "majors of week one that left, cumulative",
        compared=Compared(3, "Exits of majors", "firms", 0, 1.0),
        reported=True,
    ),
    measure(
        "exits_liquidated",
        "i8",
        "firm",
        "of both, liquidated",
        label="Exits: liquidated",
        yearly=Yearly(8, "exits so far: liquidated", END, ",.0f"),
        reported=True,
    ),
    measure(
        "exits_acquired",
        "i8",
        "firm",
        "of both, bought",
        label="Exits: acquired",
        yearly=Yearly(9, "               acquired", END, ",.0f"),
        reported=True,
    ),
    measure(
        "exits_pivoted",
        "i8",
        "firm",
        "of both, turned to AI",
        label="Exits: pivoted to AI",
        yearly=Yearly(10, "               pivoted to AI", END, ",.0f"),
        reported=True,
    ),
    measure(
        "exits_relocated",
        "i8",
        "firm",
        "of both, gone abroad",
        label="Exits: relocated",
        yearly=Yearly(11, "               relocated", END, ",.0f"),
        reported=True,
    ),
    measure(
        "exits_entrants",
        "i8",
        "firm",
        "later entrants that left, cumulative",
        label="Exits of later entrants",
    ),
    measure("liquidated_small", "i8", "firm", "of exits_liquidated, small", label="Small miners liquidated"),
    measure("liquidated_major", "i8", "firm", "of exits_liquidated, majors", label="Majors liquidated"),
    measure(
        "entries",
        "i8",
        "firm",
        "cumulative",
        label="Entries",
        yearly=Yearly(12, "entries so far", END, ",.0f"),
        reported=True,
    ),
    measure(
        "turned_away",
        "i8",
        "firm",
        "entrants for whom the table of firms had no row (CONSOLIDATION_FIRMS), cumulative",
        label="Entrants without a row",
    ),
    measure(
        "hhi_us",
        "f8",
        "0-1",
        "Herfindahl index of American hash rate",
        compared=Compared(8, "Concentration of {home} hash rate (HHI)", "0–1", 4, 1.0),
        headline=Headline(
            4, "HHI", "", 3, 1.0, "Herfindahl index of {home} hash rate, 0 to 1; below, since the opening", True
        ),
        yearly=Yearly(13, "HHI of {home} hash rate (0-1)", END, ".3f"),
        reported=True,
    ),
    measure(
        "cr4_us",
        "f8",
        "share",
        "of the four largest in American hash rate",
        compared=Compared(9, "Four largest firms' share", "%", 1, 100.0),
        yearly=Yearly(14, "four largest, % of {home}", END, "%"),
        reported=True,
    ),
    measure(
        "mining_mw_us",
        "f8",
        "MW",
        "drawn by rigs",
        compared=Compared(13, "Mining power in {home.place}", "MW", 0, 1.0),
        headline=Headline(
            9, "Mining", "GW", 2, 0.001, "Power drawn by rigs on the model's {home} sites; below, in 13 weeks"
        ),
        yearly=Yearly(18, "mining, MW", END, ",.0f"),
        reported=True,
    ),
    measure(
        "ai_mw_us",
        "f8",
        "MW",
        "AI, live",
        compared=Compared(14, "AI power on these sites", "MW", 0, 1.0),
        headline=Headline(
            10, "AI", "GW", 2, 0.001, "Power of AI on the model's {home} sites, live; below, in 13 weeks"
        ),
        yearly=Yearly(19, "AI on these sites, MW", END, ",.0f"),
        reported=True,
    ),
    measure(
        "idle_mw_us",
        "f8",
        "MW",
        "neither: spare, hosting outsiders, converting",
        label="Power neither mining nor AI",
    ),
    measure(
        "power_price_us_usd_per_mwh",
        "f8",
        "USD/MWh",
        "on miners' bills, by MW, before energy support",
        label="Power on miners' bills",
        digits=1,
        reported=True,
    ),
    measure(
        "power_paid_us_usd_per_mwh",
        "f8",
        "USD/MWh",
        "what energy support leaves of it to pay",
        signed=True,
        compared=Compared(12, "Power price miners pay", "USD/MWh", 1, 1.0),
        yearly=Yearly(16, "power paid, USD/MWh", MEAN, ".1f"),
        reported=True,
    ),
    measure(
        "power_clearing_us_usd_per_mwh",
        "f8",
        "USD/MWh",
        "what auctions clear at, by MW of supply",
        label="Power at auction",
        digits=1,
        yearly=Yearly(17, "power at auction, USD/MWh", MEAN, ".1f"),
    ),
    measure(
        "rig_price_usd_per_th",
        "f8",
        "USD/TH",
        "landed in the US, by orders or market share",
        compared=Compared(11, "Rig price landed in {home.place}", "USD/TH", 1, 1.0),
        headline=Headline(
            8, "Rig, landed", "USD/TH", 1, 1.0, "Price of new rigs in {home.place}, duty paid; below, in 13 weeks"
        ),
        yearly=Yearly(15, "rig price landed, USD/TH", MEAN, ".1f"),
        reported=True,
    ),
    measure("list_price_usd_per_th", "f8", "USD/TH", "before duty", label="Rig price before duty", digits=1),
    measure(
        "orders_eh_s",
        "f8",
        "EH/s",
        "ordered by firms this week",
        compared=Compared(15, "Machines ordered", "EH/s a week", 2, 1.0),
        yearly=Yearly(20, "ordered, EH/s", SUM, ",.1f"),
    ),
    measure("open_orders_eh_s", "f8", "EH/s", "on order by firms", label="Machines on order", digits=1),
    measure(
        "domestic_order_share",
        "f8",
        "share",
        "of American orders made in America, trailing 26 weeks",
        compared=Compared(16, "{home.adjective}-made share of orders", "%", 1, 100.0),
        yearly=Yearly(21, "  of it {home.adjective} made, %", END, "%"),
        reported=True,
    ),
    measure(
        "duties_usd",
        "f8",
        "USD",
        "paid this week",
        label="Duties paid",
        yearly=Yearly(22, "duties paid, million USD", SUM, "M"),
    ),
    measure(
        "deposits_forfeited_usd",
        "f8",
        "USD",
        "this week",
        label="Deposits lost",
        yearly=Yearly(23, "deposits lost, million USD", SUM, "M"),
    ),
    measure(
        "duty_rate_china", "f8", "ad valorem", "in force, scale included", label="Duty on rigs from China", digits=3
    ),
    measure(
        "duty_rate_landed",
        "f8",
        "ad valorem",
        "on the rigs as they are shipped, by market share",
        label="Duty on rigs as shipped",
        digits=3,
    ),
    measure(
        "fleet_j_per_th_us",
        "f8",
        "J/TH",
        "of running American machines",
        label="Efficiency of {home.adjective} machines",
        digits=1,
    ),
    measure(
        "fleet_j_per_th_network",
        "f8",
        "J/TH",
        "of all running machines",
        label="Efficiency of the network's machines",
        digits=1,
    ),
    measure(
        "listed_share",
        "f8",
        "share",
        "of listed firms in the network's hash rate",
        label="Listed firms in the network",
        digits=3,
    ),
    measure(
        "ai_signed_mw_us",
        "f8",
        "MW",
        "let or sold to AI, live or converting",
        label="Power let or sold to AI",
    ),
    measure("ai_wanted_mw_us", "f8", "MW", "wanted by AI buyers", label="Power AI buyers want"),
    measure(
        "shutdown_elasticity",
        "f8",
        "ratio",
        "of running hash rate to hashprice at the margin, at most this week",
        label="Shutdown elasticity",
        digits=2,
    ),
    measure("backlog_weeks", "f8", "week", "of vendors' capacity on order", label="Makers' backlog", digits=1),
    measure("btc_held", "f8", "BTC", "by firms", label="Bitcoin held by firms"),
    measure(
        "debt_musd", "f8", "million USD", "of firms", compared=Compared(17, "Debt of firms", "million USD", 0, 1.0)
    ),
)
DERIVED = (
    total(
        "alive",
        "firm",
        "firms alive and still mining",
        ("small_alive", "major_alive"),
        compared=Compared(4, "Firms alive", "firms", 0, 1.0),
        headline=Headline(
            1, "Firms alive", "", 0, 1.0, "Firms alive and still mining in America; below, since the opening", True
        ),
    ),
    total(
        "exits",
        "firm",
        "firms of week one that left, cumulative",
        ("exits_small", "exits_major"),
        compared=Compared(1, "Exits, all", "firms", 0, 1.0),
        headline=Headline(
            2, "Exits", "", 0, 1.0, "Firms of week 1 that left {home.adjective} mining; below, in the last 13 weeks"
        ),
    ),
)
MEASURES = {one.name: one for one in (*DERIVED, *SERIES_COLUMNS)}
COMPARED = _in_turn({name: one.compared for name, one in MEASURES.items() if one.compared})
HEADLINES = _in_turn({name: one.headline for name, one in MEASURES.items() if one.headline})
YEARLY = _in_turn({name: one.yearly for name, one in MEASURES.items() if one.yearly})
REPORTED = tuple(name for name, one in MEASURES.items() if one.reported)
VECTORS = {
    one.name: one
    for one in (
        Vector(
            "vendor_share", "f8", "share", "of new hash rate, trailing 26 weeks", (N_VENDORS,), named="share_{}",
            label="Share of new hash rate",
        ),
        Vector(
            "orders_at_eh_s", "f8", "EH/s", "ordered by firms this week, by maker", (N_VENDORS,),
            named="orders_at_{}_eh_s", label="Ordered at",
        ),
        Vector(
            "orders_from_eh_s", "f8", "EH/s", "ordered by firms this week, by country of the plant", (N_ORIGINS,),
            named="orders_from_{}_eh_s", label="Ordered from", places=ORIGIN_LABELS,
        ),
    )
}  # fmt: skip


def spread(makers: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The vectors' columns in frames and metrics: the vector and the place in it of each."""
    names = tuple(makers)
    return {name: (field, place) for field, one in VECTORS.items() for place, name in enumerate(one.columns(names))}


SERIES = table(*SERIES_COLUMNS, *VECTORS.values())
