"""Engine against theory for the page of validation: a few points of each limit, and the closed form beside them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ...catalog.units import WEEKS_PER_YEAR
from . import bidding, entry, luck
from . import shares as race

PHI = NormalDist().cdf
DT = 1.0 / WEEKS_PER_YEAR


@dataclass(frozen=True)
class Panel:
    """One limit: its name, what is on either axis, the points of the engine and of theory, and the reference."""

    name: str
    x: str
    y: str
    at: list[float]
    engine: list[float]
    theory: list[float]
    reference: str

    @property
    def worst(self) -> float:
        """The largest difference between the two."""
        return float(np.max(np.abs(np.subtract(self.engine, self.theory))))


def panels() -> list[Panel]:
    """Every limit; some twenty seconds."""
    return [make() for make in MAKERS]


def shares() -> Panel:
    """The contest's shares under conduct 1."""
    costs = [20.0, 25.0, 30.0, 35.0, 40.0]
    price = sum(costs) / (len(costs) - 1)
    theory = [max(1 - c / price, 0.0) for c in costs]
    if theory[-1] == 0.0:
        price = sum(costs[:-1]) / (len(costs) - 2)
        theory = [max(1 - c / price, 0.0) for c in costs]
    found = [float(s) for s in race.contest(costs, 1e6).shares]
    return Panel("contest", "cost (USD/PH/day)", "share", costs, found, theory, "Arnosti and Weinberg 2022")


def whole_weeks() -> Panel:
    """The same by whole weeks and whole machines."""
    costs = [30.0, 35.0, 40.0, 44.0]
    price = sum(costs) / 3
    found = [float(s) for s in race.contest_weeks(costs, 1e9).shares]
    theory = [1 - c / price for c in costs]
    return Panel("contest, whole weeks", "cost (USD/PH/day)", "share", costs, found, theory, "the same")


def merit_order() -> Panel:
    """The merit order of price takers."""
    found = [float(s) for s in race.contest([30.0, 35.0, 40.0, 60.0], 1e6, 0.0, [8e3, 8e3, 2e4, 9e3]).shares]
    theory = [8 / 25, 8 / 25, 9 / 25, 0.0]
    return Panel("merit order", "firm, cheapest first", "share", [1, 2, 3, 4], found, theory, "price taking")


def entrants() -> Panel:
    """Free entry."""
    costs = [4e4, 2e4, 1.2e4, 9e3]
    found = [float(race.free_entry(1e6, f, 40.0)) for f in costs]
    theory = [float(math.floor(math.sqrt(1e6 / f) + 1e-9)) for f in costs]
    return Panel("free entry", "entry cost (USD/day)", "firms", costs, found, theory, "Tullock 1980")


def mergers() -> Panel:
    """The gain of m of six merging."""
    sizes = [2.0, 3.0, 4.0, 5.0]
    found = [race.merger(6, int(m), 1.0) for m in sizes]
    theory = [1 / (7 - m) ** 2 - m / 36 for m in sizes]
    return Panel("merger among six", "partners", "gain / reward", sizes, found, theory, "Salant et al. 1983")


def barriers() -> Panel:
    """The barrier of entry by volatility."""
    levels = [0.2, 0.4, 0.6, 0.8]
    found, theory = [], []
    for s in levels:
        found.append(entry.entry_barrier(volatility=s, years=2, seeds=1).rule)
        m, rho = 0.05 + 0.15 + 0.08, 0.15 + 0.15 + 0.08
        a = 0.5 - m / s**2
        b = a + math.sqrt(a * a + 2 * rho / s**2)
        level = (0.15 - 0.05) * b / (b - 1) * (1 + 0.2 / (0.15 + 0.08))
        theory.append(level * math.exp(-0.5826 * s * math.sqrt(DT)))
    return Panel("entry barrier", "volatility", "revenue / price", levels, found, theory, "Prat and Walter 2021")


def hurdles() -> Panel:
    """The value of waiting."""
    levels = [0.1, 0.3, 0.5, 0.7]
    found = [entry.option_hurdle(0.0, s, 0.15) for s in levels]
    theory = []
    for s in levels:
        b = 0.5 + math.sqrt(0.25 + 2 * 0.15 / s**2)
        theory.append(b / (b - 1))
    return Panel("value of waiting", "volatility", "hurdle", levels, found, theory, "Dixit and Pindyck 1994")


def pauses() -> Panel:
    """A pause in duties."""
    chances = [0.1, 0.3, 0.5, 0.7, 0.9]
    found = [entry.tariff_wait(0.1, 0.46, q, 13, 0.15) for q in chances]
    theory = []
    for q in chances:
        mean, kept = 1.1 + 0.36 * q, math.exp(-0.15 * 13 * DT) * (1 - q)
        theory.append(max(min((mean - kept * 1.1) / (1 - kept), 1.46) / mean, 1.0))
    return Panel("pause in duties", "chance of return", "hurdle", chances, found, theory, "Dixit and Pindyck 1994")


def deposits() -> Panel:
    """Deposits lost in a ban."""
    diverted = [0.0, 0.25, 0.5, 0.75, 1.0]
    found = [entry.order_value(0.25, d) for d in diverted]
    theory = [0.25 * (1 - d) for d in diverted]
    return Panel("deposits in a ban", "share diverted", "lost / price", diverted, found, theory, "an option's price")


def solo() -> Panel:
    """A solo miner's luck."""
    parts = [0.003, 0.01, 0.03, 0.1]
    found = [luck.solo_luck(s, 520, 6) for s in parts]
    theory = [1 / math.sqrt(1008 * s) for s in parts]
    return Panel("solo luck", "share", "sd / mean", parts, found, theory, "Rosenfeld 2011")


def retargets() -> Panel:
    """Difficulty at rest after a jump of the hash rate: hash rate x 600 s x 2016/2015 / 2^32."""
    weeks = [20.0, 30.0, 40.0]
    chain = luck.difficulty([800.0] * 20 + [1000.0] * 10 + [600.0] * 10)
    found = [float(chain.difficulty[int(w) - 1]) / 1e14 for w in weeks]
    theory = [h * 1e18 * 600 * 2016 / 2015 / 2**32 / 1e14 for h in (800.0, 1000.0, 600.0)]
    return Panel("difficulty", "week", "difficulty / 1e14", weeks, found, theory, "Bitcoin's consensus rule")


def hazards() -> Panel:
    """Failures by size."""
    sizes = [4.0, 8.0, 16.0, 40.0]
    found = [luck.exit_hazard(s, 800.0, 6000.0, 10_000.0, 2000.0, 52, 200) for s in sizes]
    theory = []
    for s in sizes:
        drift, cash, reach = 800 - 6000 / s, 10_000 + 0.5826 * 2000, 2000 * math.sqrt(52)
        after = math.exp(-2 * drift * cash / 2000**2) * PHI((-cash + drift * 52) / reach)
        theory.append(PHI((-cash - drift * 52) / reach) + after)
    return Panel("failures in a year", "size (MW)", "share", sizes, found, theory, "first passage; Siegmund 1985")


def auctions() -> Panel:
    """The price of megawatts by supply: bids of 10 kW at 50, 40, 30, 20."""
    supplies = [5.0, 15.0, 25.0, 35.0, 45.0]
    bids = [(50.0, 10), (40.0, 10), (30.0, 10), (20.0, 10)]
    found = [bidding.auction(bids, int(s), 10.0).price for s in supplies]
    return Panel("auction", "supply (kW)", "USD/MWh", supplies, found, [50.0, 40.0, 30.0, 20.0, 10.0], "uniform price")


MAKERS: tuple[Callable[[], Panel], ...] = (
    shares,
    whole_weeks,
    merit_order,
    entrants,
    mergers,
    barriers,
    hurdles,
    pauses,
    deposits,
    solo,
    retargets,
    hazards,
    auctions,
)
