"""When to sink a cost: entry at a barrier, the value of waiting, of a pause, of a deposit; by the engine's order
rules."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...catalog.codes import CHINA, IN_TRANSIT
from ...catalog.errors import BadInput
from ...catalog.tables import copied
from ...catalog.units import KWH_PER_WATT_WEEK, TH_WEEKS_PER_PH_DAY, WEEKS_PER_YEAR
from ...engine.rule import rule
from ...industry import sums
from ...industry.agents import beliefs, criterion
from ...industry.markets import delivery, orders
from ...industry.news import bitcoin, calendar, policy
from ...scenario.facts import DutyFact
from ...scenario.scenario import Scenario
from .bare import J_PER_TH, bare, open_bare, settle

MACHINE_USD_PER_TH = 10.0
NETWORK_TH_S = 1e8


@dataclass(frozen=True)
class Barrier:
    """Entry as it happened, revenue counted a year and over a machine's price.

    `rule` is where the weekly rule orders, `lowest` the lowest revenue at which anybody ordered, `highest_without` the
    highest at which nobody did, `mean_gap` the mean of log(barrier looked at all the time / revenue), `rate` the growth
    a year of the machines bought (log).
    """

    rule: float
    lowest: float
    highest_without: float
    mean_gap: float
    rate: float


@rule
def slack_weeks(world: Any) -> Any:
    """How far the first firm's payback is within what it accepts (weeks); it orders when this is not negative."""
    firm = world.firms[0]
    site = world.sites[firm.sites[0]]
    return criterion.acceptable_payback(world, firm, site, 0) - criterion.order_payback(world, firm, site, 0, -1)


def entry_barrier(
    drift: float = 0.05,
    volatility: float = 0.5,
    progress: float = 0.15,
    depreciation: float = 0.08,
    discount: float = 0.15,
    running_cost: float = 0.2,
    duty: float = 0.0,
    years: float = 20.0,
    seeds: int = 10,
) -> Barrier:
    """Free entry of machines under a drawn price: the engine's price, hashprice, duty, payback and acceptable payback.

    Machines are divisible and run in the week they are bought; `running_cost` a year and over the machine's price.
    Theory (Prat and Walter 2021, JPE, "An equilibrium model of the market for bitcoin mining"; Dixit and Pindyck 1994,
    chapters 5 and 8): entry at p = (r - mu) b/(b - 1) [(1 + duty) + e/(r + d)], the gap below it exponential with mean
    s^2/2v, where v = mu - s^2/2 + progress + d, machines growing by v a year. Weekly steps: Broadie, Glasserman and Kou
    (1997).
    """
    weekly = depreciation / WEEKS_PER_YEAR
    world = open_entry(drift, volatility, progress, weekly, discount, running_cost, duty)
    found = [one_path(copied(world), seed, int(years * 52), progress) for seed in range(1, seeds + 1)]
    level = math.exp(float(np.mean([f["rule"] for f in found])))
    # The weekly rule is set below the barrier that somebody looking at all times would use.
    continuous = math.log(level) + 0.5826 * volatility * math.sqrt(1.0 / WEEKS_PER_YEAR)
    return Barrier(
        rule=level,
        lowest=min(f["lowest"] for f in found),
        highest_without=max(f["without"] for f in found),
        mean_gap=continuous - float(np.mean([f["after"] for f in found])),
        rate=float(np.mean([f["rate"] for f in found])),
    )


def open_entry(
    drift: float, volatility: float, progress: float, weekly_wear: float, discount: float, running: float, duty: float
) -> Any:
    """The world of one firm that may order, its power price such that running costs are `running` of a machine's price
    a year."""
    power = running * MACHINE_USD_PER_TH / WEEKS_PER_YEAR / (KWH_PER_WATT_WEEK * J_PER_TH) * 1000.0
    scenario = bare(
        [power],
        {
            "bitcoin.drift": drift,
            "bitcoin.volatility": volatility,
            "miners.hurdle": "barrier",
            "miners.discount_per_year": discount,
            "miners.horizon_weeks": 1040,
            "miners.belief_drift": 0.0,
            "vendors.roadmap_j_per_th": progress,
            "mining.failure_per_week": weekly_wear,
        },
    )
    world = open_bare(replace(scenario, duties=(duty_row(scenario, duty),)), 1, NETWORK_TH_S)
    world.vendors[0].best_origin = CHINA
    return world


def duty_row(scenario: Scenario, rate: float, day: dt.date | None = None, chance: float = 1.0) -> DutyFact:
    """A duty on Chinese machines from a day on, by default always."""
    day = day or dt.date(2018, 1, 1)
    return DutyFact("China", day, rate, scenario.start if chance < 1 else None, chance, "limit")


def one_path(world: Any, seed: int, weeks: int, progress: float) -> dict[str, float]:
    """One path of the price: each week the engine's news, then machines as long as its rule orders."""
    p, model, vendor = world.params[0], world.models[0], world.vendors[0]
    world.clock[0].seed = seed
    cheaper = math.exp(-progress / WEEKS_PER_YEAR)
    network, bought = NETWORK_TH_S, 0.0
    rules, afters, lows, withouts = [], [], [], []
    vendor.price_usd_per_th = MACHINE_USD_PER_TH
    running = sums.running_usd_per_th_week(world, J_PER_TH, float(world.sites[0].price_usd_per_mwh))
    # Begin at the barrier: the price is scaled so that the first week is neither here nor there.
    settle(world, network)
    policy.read_news(world)
    target = float(sums.barrier_usd_per_th_week(world, MACHINE_USD_PER_TH, running))
    world.bitcoin[0].price_usd *= target / (TH_WEEKS_PER_PH_DAY * float(world.bitcoin[0].hashprice_usd_per_ph_day))
    for _ in range(weeks):
        calendar.begin_week(world)
        bitcoin.read_price(world)
        policy.read_news(world)
        world.rows[0].n_events = 0
        vendor.price_usd_per_th *= cheaper
        model.wall_j_per_th *= cheaper
        network *= 1.0 - p.mining_failure_per_week
        settle(world, network)
        before = revenue(world)
        if slack_weeks(world) >= 0.0:
            entered = enter_until_it_stops(world, network)
            bought += math.log(entered / network)
            network = entered
            lows.append(before)
            rules.append(math.log(revenue(world)))
        else:
            withouts.append(before)
        afters.append(math.log(revenue(world)))
    return {
        "rule": float(np.mean(rules)),
        "lowest": min(lows),
        "without": max(withouts),
        "after": float(np.mean(afters[weeks // 4 :])),  # by then a path has forgotten that it began at the barrier
        "rate": bought / (weeks / WEEKS_PER_YEAR),
    }


def revenue(world: Any) -> float:
    """What a TH earns a year over a machine's price."""
    hashprice = float(world.bitcoin[0].hashprice_usd_per_ph_day)
    return TH_WEEKS_PER_PH_DAY * hashprice * WEEKS_PER_YEAR / float(world.vendors[0].price_usd_per_th)


def enter_until_it_stops(world: Any, network: float) -> float:
    """The hash rate at which the order rule stops ordering (TH/s)."""
    low, high = network, network * 4.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        settle(world, middle)
        low, high = (middle, high) if slack_weeks(world) >= 0.0 else (low, middle)
    settle(world, low)
    return low


def option_hurdle(drift: float, volatility: float, discount: float) -> float:
    """How many times its cost a project must be worth before one sinks the cost: the engine's multiple.

    Theory: b/(b - 1) with b the positive root of 0.5 s^2 b (b - 1) + drift b - discount (McDonald and Siegel 1986;
    Dixit 1989; Dixit and Pindyck 1994, chapter 5).
    """
    return float(sums.option_multiple(drift, volatility, discount))


def tariff_wait(low: float, high: float, chance: float, weeks: int, discount: float) -> float:
    """By how much duties that may come in so many weeks (a pause) raise the bar for ordering now: the engine's own
    reading.

    `low` and `high` are the duties without and with the return (ad valorem), `chance` what buyers give to it. Theory:
    the two-state option of Dixit and Pindyck (1994), chapter 2: order when worth as much as waiting for the news is.
    """
    if not 1 <= weeks <= 500:
        raise BadInput("tariff_wait: weeks from 1 to 500")
    scenario = bare(
        [40.0],
        {"tariffs.waiting": True, "tariffs.believed_snapback": chance, "miners.discount_per_year": discount},
    )
    # The first week has begun: news of the day `weeks` later is due in week 1 + weeks.
    day = scenario.start + dt.timedelta(weeks=weeks)
    rows = (duty_row(scenario, low), duty_row(scenario, high, day, 0.5))
    world = open_bare(replace(scenario, duties=rows))
    calendar.begin_week(world)
    policy.read_news(world)
    return float(hurdle_of_first(world, 1 + weeks))


@rule
def hurdle_of_first(world: Any, arrival_week: Any) -> Any:
    """The first firm's value of waiting for an order from China that would arrive then."""
    return beliefs.waiting_hurdle(world, world.firms[0], CHINA, arrival_week)


def order_value(deposit: float, diverted: float, lots: int = 2_000, seed: int = 1) -> float:
    """What a surprise ban takes of open orders' price on average, when so many deposits are `deposit` and a share is
    taken abroad.

    The engine's ban meets its own order book. Theory: a deposit is the price of an option on delivery, lost when it is
    not exercised: deposit x (1 - diverted) of the order's value.
    """
    scenario = bare([40.0], {"vendors.deposit_share": deposit, "policy.ban_diverted": diverted})
    home = scenario.regions[0]
    # A mine abroad: only who has one can take machines there.
    firm = replace(scenario.firms[0], second_region="abroad", second_region_share=0.5)
    world = open_bare(replace(scenario, firms=(firm,), regions=(home, replace(home, name="abroad", in_us=False))), seed)
    site = int(world.firms[0].sites[0])
    paid = value = 0
    for _ in range(lots):
        i = orders.take_row(world)
        row = world.orders[i]
        row.state = IN_TRANSIT
        row.buyer, row.site, row.vendor, row.rig_model, row.units = 0, site, 0, int(world.vendors[0].on_sale), 100
        row.price_cents = 200_000
        row.deposit_cents = round(deposit * 100 * 200_000)
        row.origin, row.to_us, row.due_week = CHINA, 1, 10
        paid += int(row.deposit_cents)
        value += 100 * 200_000
    world.vendors[0].deposits_cents = world.books[0].deposits_opened_cents = paid
    world.trade[0].banned = 1
    world.clock[0].week = 1
    delivery.deliver(world)
    return float(world.books[0].deposits_forfeited_cents) / value


def expected_ban_cost(deposit: float, belief: float) -> float:
    """The share of the list price by which a buyer's belief in a ban raises an order's landed price (the engine's
    multiple)."""
    scenario = bare([40.0], {"vendors.deposit_share": deposit, "policy.ban_belief": belief})
    world = open_bare(scenario)
    return float(multiple_of_first(world)) - 1.0


@rule
def multiple_of_first(world: Any) -> Any:
    """Landed over list price of the maker's rigs for the first firm."""
    return beliefs.expected_landed_multiple(world, world.firms[0], world.vendors[0], 1, 1)
