"""Luck and time: blocks found alone, difficulty block by block, firms that run out of cash."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...catalog.capacities import MAX_WEEKS
from ...catalog.errors import BadInput
from ...catalog.tables import copied
from ...engine import draws
from ...industry.markets import mining
from ...industry.week import step
from .bare import J_PER_TH, bare, difficulty_for, open_bare, price_for, settle

REVENUE_USD_PER_MW_WEEK = 16_000.0
MW_TH_S = 1e6 / J_PER_TH


@dataclass(frozen=True)
class Chain:
    """The chain at the end of each week: difficulty, height, coins issued since the start (BTC, subsidies only)."""

    difficulty: np.ndarray
    height: np.ndarray
    issued_btc: np.ndarray


def solo_luck(share: float, weeks: int = 520, seeds: int = 10) -> float:
    """The weekly standard deviation over the mean of the coins of a solo miner with this share of the network.

    Theory: blocks come as a Poisson process, so 1/sqrt(1008 share) (Rosenfeld 2011, "Analysis of Bitcoin pooled mining
    reward systems").
    """
    if not 0 < share < 1:
        raise BadInput("solo_luck: share is above 0 and below 1")
    scenario = bare([1.0], {"mining.pooling": "solo"}, eh_s=1.0)
    opened = open_bare(scenario, 1, 1.0)
    own = float(opened.firms[0].hash_th_s)
    opened.bitcoin[0].rest_th_s = own * (1.0 - share) / share
    settle(opened, own / share)
    mined = []
    for seed in range(1, seeds + 1):
        world = copied(opened)
        world.clock[0].seed = seed
        for week in range(1, weeks + 1):
            world.clock[0].week = week
            mining.mine(world)
            world.rows[0].n_events = 0
            mined.append(float(world.firms[0].mined_sat))
    return float(np.std(mined) / np.mean(mined))


def difficulty(hash_path_eh_s: Sequence[float], halving: bool = False) -> Chain:
    """Difficulty, height and coins along a path of weekly hash rates, by the engine's own epochs inside the week.

    Reference: the protocol, consensus code of Bitcoin Core (`CalculateNextWorkRequired`): 2015 of 2016 intervals
    against two weeks, clipped to [1/4, 4]. The test counts every block.
    """
    scenario = bare(
        [1.0], {"bitcoin.halving": halving, "bitcoin.opening_height": 889_055 if not halving else 1_049_000 - 1}
    )
    world = open_bare(scenario, 1, 1.0)
    b = world.bitcoin[0]
    b.height, b.epoch_blocks, b.epoch_seconds, b.block_carry = 2016 * 441 - 1, 0, 0.0, 0.0
    if halving:
        b.height = 2016 * 520 - 1
    b.subsidy_sat = mining.subsidy_sat(int(b.height))
    settle(world, 1e6 * float(hash_path_eh_s[0]))
    rows, issued = [], 0
    for week, eh_s in enumerate(hash_path_eh_s, 1):
        world.clock[0].week = week
        b.network_th_s = 1e6 * float(eh_s)
        issued += int(mining.find_blocks(world))
        world.rows[0].n_events = 0
        rows.append((float(b.difficulty), int(b.height), issued / 1e8))
    found = np.array(rows)
    return Chain(found[:, 0], found[:, 1].astype(int), found[:, 2])


def exit_hazard(
    size_mw: float, margin: float, overhead: float, cash: float, volatility: float, weeks: int = 52, seeds: int = 400
) -> float:
    """The share of firms of this size that have run out of cash within `weeks`, by whole weeks of the engine.

    `margin` is mean revenue less power (USD per MW and week), `volatility` the standard deviation of a week's revenue
    (the same unit), `overhead` fixed (USD a week), `cash` at the start (USD per MW). The bitcoin price is given:
    independent from week to week around its mean, so that cash is a random walk. Theory: first passage of Brownian
    motion (inverse Gaussian; Folks and Chhikara 1978), the barrier moved by 0.5826 standard deviations of a week's step
    (Siegmund 1985; Broadie, Glasserman and Kou 1997).
    """
    if not 0 < volatility <= 0.2 * REVENUE_USD_PER_MW_WEEK or not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"exit_hazard: volatility above 0 and at most {0.2 * REVENUE_USD_PER_MW_WEEK:g}")
    power = (REVENUE_USD_PER_MW_WEEK - margin) / 168.0
    hashprice = REVENUE_USD_PER_MW_WEEK / 7.0 / (MW_TH_S / 1e3)
    network_th = 1e8
    price = price_for(hashprice * network_th / 1e3)
    scenario = bare(
        [power],
        {
            "miners.overhead_usd_per_week": overhead,
            "miners.overhead_listed_small_usd_per_week": 0.0,
            "mining.switching_band": 0.5,
            "miners.payback_weeks": 1.0,
            "bitcoin.opening_price_usd": price,
            "bitcoin.opening_difficulty": difficulty_for(network_th),
            "bitcoin.opening_network_eh_s": network_th / 1e6,
        },
        eh_s=size_mw * MW_TH_S / 1e6,
        cash_musd=cash * size_mw / 1e6,
        small=True,
    )
    opened = open_bare(scenario, 1, 1.0)
    own = float(opened.firms[0].hash_th_s)
    rest = opened.rest[0]
    rest.installed_th_s[0] = rest.opening_th_s = network_th - own
    settle(opened, network_th)
    opened.bitcoin[0].price_usd = price
    opened.clock[0].path_weeks = weeks
    spread = volatility / REVENUE_USD_PER_MW_WEEK
    failed = 0
    for seed in range(1, seeds + 1):
        world = copied(opened)
        world.clock[0].seed = seed
        for week in range(weeks):
            world.paths[week].price_usd = price * (1.0 + spread * draws.normal(seed, draws.PRICE, week + 1, 0))
        for _ in range(weeks):
            step(world)
            world.rows[0].n_events = 0
            if world.firms[0].alive == 0:
                failed += 1
                break
    return failed / seeds
