"""The contest for blocks: shares under conduct, free entry, mergers; by the engine's order rule, and by its whole
weeks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...catalog.errors import BadInput
from ...engine.rule import rule
from ...industry import sums
from ...industry.agents import criterion
from ...industry.markets import mining
from ...industry.week import step
from .bare import J_PER_TH, WATTS, bare, difficulty_for, open_bare, power_for, price_for, settle

BISECTIONS = 200
PAYBACK_WEEKS = 115.0
PRICE_RATIO = 0.3  # of a machine's price to hashprice
POWER_STEP = 0.006  # of the whole industry's power, added to a firm's hall before it is full
EVERYTHING_TH_S = 1e15


@dataclass(frozen=True)
class Limit:
    """Where the industry comes to rest: hashprice (USD/PH/day), hash rate in all (PH/s), each firm's share."""

    hashprice: float
    hash_ph_s: float
    shares: np.ndarray


@rule
def wanted_th_s(world: Any, i: Any) -> Any:
    """What firm `i` wants to run today by the engine's order rule, machines divisible and rented by the day (TH/s)."""
    b = world.bitcoin[0]
    firm = world.firms[i]
    site = world.sites[firm.sites[0]]
    k = world.params[0].miners_conduct
    if k > 0.0:
        # Nothing is owned from yesterday and the machine itself costs nothing.
        firm.installed_th_s = 0.0
        firm.ordered_th_s = 0.0
        return criterion.room_th_s(world, firm, site, 0, 0.0)
    cost = 1000.0 / 7.0 * sums.running_usd_per_th_week(world, 20.0, mining.net_power_price(world, site))
    return sums.desired_th_s(b.network_th_s, b.hashprice_usd_per_ph_day, cost, k)


def contest(
    costs_usd_per_ph_day: Sequence[float],
    reward_usd_per_day: float,
    conduct: float = 1.0,
    caps_ph_s: Sequence[float] | None = None,
) -> Limit:
    """The rest point of the engine's order rule among firms of these costs, sharing this reward.

    With conduct 1 and no caps the shares are max(1 - c_i/c*, 0) and the hashprice is c* (Arnosti and Weinberg 2022,
    "Bitcoin: a natural oligopoly"); with conduct 0 and caps, the merit order; in between, (1 - c_i/h)/k (conjectural
    variations, Bowley 1924).
    """
    costs = [float(c) for c in costs_usd_per_ph_day]
    if not costs or min(costs) <= 0 or reward_usd_per_day <= 0 or not 0 <= conduct <= 1:
        raise BadInput("contest: needs costs and a reward above zero, and a conduct from 0 to 1")
    if conduct > 0 and conduct * 1.0 >= len(costs):
        raise BadInput("contest: with conduct 1 a single firm has no rest point above zero hash rate")
    if conduct == 0 and caps_ph_s is None:
        raise BadInput("contest: price takers need caps")
    caps = np.full(len(costs), EVERYTHING_TH_S) if caps_ph_s is None else 1e3 * np.asarray(caps_ph_s, float)
    world = open_bare(
        bare(
            [power_for(c) for c in costs],
            {"miners.conduct": float(conduct), "bitcoin.opening_price_usd": 100_000.0},
        )
    )
    world.bitcoin[0].price_usd = price_for(reward_usd_per_day)

    def wanted(network: float) -> np.ndarray:
        settle(world, network)
        return np.minimum([wanted_th_s(world, i) for i in range(len(costs))], caps)

    low, high = 1e3 * reward_usd_per_day / max(costs) * 1e-9, 1e3 * reward_usd_per_day / min(costs) * (1 + 1e-9)
    for _ in range(BISECTIONS):
        middle = math.sqrt(low * high)
        if not low < middle < high:
            break
        low, high = (middle, high) if wanted(middle).sum() > middle else (low, middle)
    # At a step of the merit order the last firm runs in part: between what the rule wants on either side.
    more, less = wanted(low), wanted(high)
    gap = more.sum() - less.sum()
    part = min(max((high - less.sum()) / gap, 0.0), 1.0) if gap > 1e-9 * high else 0.0
    hash_th = less + part * (more - less)
    settle(world, high)
    return Limit(float(world.bitcoin[0].hashprice_usd_per_ph_day), float(high) / 1e3, hash_th / hash_th.sum())


def contest_weeks(
    costs_usd_per_ph_day: Sequence[float], reward_usd_per_day: float, conduct: float = 1.0, weeks: int = 1_000
) -> Limit:
    """The same contest by whole weeks of the engine: whole machines, bought, delivered and worn out. Means of the last
    year.

    A firm's cost is power and the machine's charge, list price over the longest payback; both are in
    `costs_usd_per_ph_day`.
    """
    costs = [float(c) for c in costs_usd_per_ph_day]
    price = price_for(reward_usd_per_day)
    usual = min(costs)  # the opening hashprice that vendors price by
    charge = capital_charge(usual)
    start_eh = 0.15 * reward_usd_per_day / max(costs) / len(costs) / 1e3
    scenario = bare(
        [power_for(c - charge) for c in costs],
        {
            "miners.conduct": float(conduct),
            "miners.payback_weeks": PAYBACK_WEEKS,
            "miners.horizon_weeks": 520,
            "mining.switching_band": 0.0,
            "vendors.price_ratio": PRICE_RATIO,
            "bitcoin.opening_price_usd": price,
            "bitcoin.opening_difficulty": difficulty_for(1e6 * start_eh * len(costs)),
        },
        eh_s=start_eh,
    )
    world = open_bare(scenario)
    world.bitcoin[0].opening_hashprice = usual
    world.vendors[0].price_usd_per_th = PRICE_RATIO * usual
    world.vendors[0].capacity_th_per_week = 1e12
    prices, totals, mined = [], [], np.zeros(len(costs))
    for week in range(weeks):
        world.bitcoin[0].price_usd = price
        # First machines wear fast, so that who bought too many on the way loses them; then hardly, in small steps.
        rough = week < weeks // 2
        world.params[0].mining_failure_per_week = 3e-3 if rough else 1e-4
        step_kw = (POWER_STEP if rough else POWER_STEP / 60) * reward_usd_per_day / max(costs) * J_PER_TH
        open_halls(world, int(step_kw))
        step(world)
        world.rows[0].n_events = 0
        if week >= weeks - 52:
            prices.append(float(world.bitcoin[0].hashprice_usd_per_ph_day))
            totals.append(float(world.bitcoin[0].network_th_s) / 1e3)
            mined += world.firms["hash_th_s"][: len(costs)]
    return Limit(float(np.mean(prices)), float(np.mean(totals)), mined / mined.sum())


def open_halls(world: Any, kw: int) -> None:
    """Leave each firm room for a small order and no more: who filled a hall at once would overshoot, and machines
    last."""
    for i in range(world.rows[0].n_firms):
        site = world.sites[world.firms[i].sites[0]]
        watts = int(site.rack_units[0]) * WATTS + int(site.ordered_watts)
        added = watts // 1000 + 1 + kw - int(site.kw)
        site.kw += added
        world.regions[0].supply_kw += added


def capital_charge(hashprice: float) -> float:
    """What a machine at that ratio to this hashprice costs a PH and day, spread over the longest payback.

    It must be large: only who would still run at a loss on it stays on while the others' last orders arrive.
    """
    return 1000.0 / 7.0 * PRICE_RATIO * hashprice / PAYBACK_WEEKS


def profits(limit: Limit, costs: Sequence[float]) -> np.ndarray:
    """Each firm's profit at the rest point (USD/day)."""
    return limit.shares * limit.hash_ph_s * (limit.hashprice - np.asarray(costs, float))


def free_entry(reward_usd_per_day: float, entry_cost_usd_per_day: float, unit_cost: float) -> int:
    """How many equal firms enter one after the other while the next one's profit in the contest covers its entry cost.

    Theory: floor(sqrt(R/F)) from two firms on (the symmetric contest pays R/n^2 each: Tullock 1980; Arnosti and
    Weinberg 2022).
    """
    n = 1
    while n < 500:
        costs = [unit_cost] * (n + 1)
        earned = profits(contest(costs, reward_usd_per_day), costs)[-1]
        if earned < entry_cost_usd_per_day * (1.0 - 1e-9):
            return n
        n += 1
    raise BadInput("free_entry: more than 500 firms would enter")


def merger(n: int, m: int, conduct: float) -> float:
    """The gain of `m` among `n` equal firms from merging without synergy, as a share of the reward.

    Salant, Switzer and Reynolds (1983): under Cournot with linear demand fewer than 80 % of an industry lose by
    merging. The contest's demand is R/H: n equals in it earn as n - 1 do there, so the rule reads 80 % of n - 1. Under
    price taking nothing changes.
    """
    if not 2 <= m < n:
        raise BadInput("merger: m is from 2 to n - 1")
    reward, cost = 1e6, 40.0
    if conduct > 0:
        before, after = contest([cost] * n, reward, conduct), contest([cost] * (n - m + 1), reward, conduct)
        gain = profits(after, [cost] * (n - m + 1))[0] - m * profits(before, [cost] * n)[0]
    else:
        # Rising costs of the others, so that there is a profit to gain; the partners' machines are one firm's.
        costs = [cost + k for k in range(n)]
        caps = [0.8 * reward / cost / n] * n
        before = contest(costs, reward, 0.0, caps)
        joined = [cost + (m - 1) / 2, *costs[m:]]
        after = contest(joined, reward, 0.0, [sum(caps[:m]), *caps[m:]])
        gain = profits(after, joined)[0] - profits(before, costs)[:m].sum()
    return float(gain / reward)


def merger_by_the_market(premium: float = 1e-6, synergy: float = 0.0, weeks: int = 104) -> int:
    """Takeovers in so many weeks of the engine, nobody having overhead to save: theory says none without synergy.

    The premium is a hair: prices are whole cents, and rounded down a firm would be cheaper than it is worth.
    """
    overrides: dict[str, Any] = {
        "takeovers.mergers": True,
        "takeovers.premium": premium,
        "takeovers.synergy": synergy,
        "takeovers.offers_per_week": 5.0,
    }
    sizes = [8.0, 4.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    world = open_bare(bare([20.0 + k for k in range(8)], overrides, eh_s=sizes, cash_musd=5.0), 1, 5e8)
    for _ in range(weeks):
        step(world)
        world.rows[0].n_events = 0
    return int((world.firms["alive"][:8] == 0).sum())
