"""The opening of everything that is not a miner: accounts, regions, models, makers, the chain, duties, claims,
paths.
"""

import datetime as dt
import math
from itertools import pairwise
from typing import Any

from ...catalog.capacities import FIRST_FIRM_ACCOUNT, HISTORY_WEEKS, MAX_WEEKS, N_ACCOUNTS
from ...catalog.codes import FIRST_AGENT_ACCOUNT, MINERS, N_ORIGINS, N_SECTORS, ORIGIN_LABELS, UNITED_STATES, VENDORS
from ...catalog.errors import BadInput
from ...catalog.units import WEEKS_PER_MONTH
from ...scenario.facts import SNAPBACK
from ...scenario.scenario import Scenario
from ..markets import mining

KW = 1_000  # a megawatt
TH = 1_000_000.0  # an exahash, in terahash


def open_accounts(world: Any) -> None:
    """Each outside sector at its own row, then vendors, then firms."""
    for row in range(N_SECTORS):
        world.accounts[row].sector = row
    world.accounts["sector"][FIRST_AGENT_ACCOUNT:FIRST_FIRM_ACCOUNT] = VENDORS
    world.accounts["sector"][FIRST_FIRM_ACCOUNT:N_ACCOUNTS] = MINERS


def open_regions(world: Any, scenario: Scenario) -> None:
    """Regions with their spare megawatts; sites add theirs later."""
    world.rows[0].n_regions = len(scenario.regions)
    for r, fact in enumerate(scenario.regions):
        region = world.regions[r]
        region.in_us = int(fact.in_us)
        region.contract_usd_per_mwh = fact.contract_usd_per_mwh
        region.credit_usd_per_mwh = fact.curtailment_credit_usd_per_mwh
        region.risk_steps = fact.risk_steps
        region.growth_kw_per_year = fact.growth_mw_per_year * KW
        region.free_kw = int(fact.spare_mw * KW)
        region.ai_share = fact.ai_share
        region.entrant_share = fact.anonymous_share
        world.ai_buyers[r].region = r


def open_models(world: Any, scenario: Scenario) -> None:
    """Real rig models; their watts at the meter include overhead power."""
    vendors = [maker.name for maker in scenario.makers]
    world.rows[0].n_models = len(scenario.rigs)
    for m, fact in enumerate(scenario.rigs):
        model = world.models[m]
        model.vendor = vendors.index(fact.vendor)
        model.th_s = fact.th_s
        model.watts = math.floor(fact.watts * scenario.mining.overhead_power + 0.5)
        model.j_per_th = fact.watts / fact.th_s
        model.wall_j_per_th = model.watts / model.th_s
        model.launch_week = (fact.released - scenario.start).days // 7 + 1


def open_bitcoin(world: Any, scenario: Scenario) -> None:
    """The chain at the opening height, a year of past prices and hashprices,
    the given path or the history to resample.
    """
    clock, b, p = world.clock[0], world.bitcoin[0], scenario.bitcoin
    clock.start_day = scenario.start.toordinal()
    path = scenario.price_path
    clock.path_weeks = min(len(path), MAX_WEEKS)
    for row, point in enumerate(path[:MAX_WEEKS]):
        world.paths[row].price_usd = point.price_usd
        fees = point.fees_btc_per_day
        world.paths[row].fees_btc_per_day = p.fees_btc_per_day if fees is None else fees
    b.price_usd = path[0].price_usd if path else p.opening_price_usd
    b.fees_btc_per_day = p.fees_btc_per_day
    b.fees_paid_btc_per_day = p.fees_btc_per_day
    b.height = p.opening_height
    b.subsidy_sat = mining.subsidy_sat(p.opening_height)
    b.difficulty = p.opening_difficulty
    b.epoch_blocks = (p.opening_height + 1) % mining.EPOCH_BLOCKS
    b.epoch_seconds = b.epoch_blocks * p.opening_block_seconds
    b.network_th_s = p.opening_network_eh_s * TH
    b.hashprice_usd_per_ph_day = mining.hashprice(world)
    b.opening_hashprice = b.hashprice_usd_per_ph_day
    if b.opening_hashprice <= 0.0:
        raise BadInput(
            "bitcoin.opening_height, bitcoin.fees_btc_per_day: neither subsidy nor fees are left to mine for; "
            "an earlier height or fees above 0 are allowed"
        )
    mining.weeks_to_halving(world)
    remember_the_past(world, scenario)
    history = [math.log(x.price_usd_close) for x in scenario.months if x.month < scenario.start]
    returns = [(after - before) / WEEKS_PER_MONTH for before, after in pairwise(history)]
    weekly = [step for step in returns for _ in range(4)][:MAX_WEEKS]
    clock.history_weeks = len(weekly)
    for row, step in enumerate(weekly):
        world.paths[row].history_return = step - sum(weekly) / len(weekly)


def remember_the_past(world: Any, scenario: Scenario) -> None:
    """Fill the year before the opening from the monthly record; where there is none, with the opening's own figures."""
    b = world.bitcoin[0]
    known = {(x.month.year, x.month.month): x for x in scenario.months}
    for back in range(HISTORY_WEEKS):
        day = scenario.start - dt.timedelta(weeks=back + 1)
        month = known.get((day.year, day.month))
        slot = (-back) % HISTORY_WEEKS
        b.price_history[slot] = month.price_usd_mean if month else b.price_usd
        b.hashprice_history[slot] = month.hashprice_usd_per_ph_day if month else b.hashprice_usd_per_ph_day
    recent = [(-back) % HISTORY_WEEKS for back in range(26)]
    b.price_mean_26w = sum(b.price_history[slot] for slot in recent) / 26
    b.hashprice_mean_26w = sum(b.hashprice_history[slot] for slot in recent) / 26


def open_vendors(world: Any, scenario: Scenario) -> None:
    """Makers with the best air-cooled model they sell, their plants, price and cost."""
    p = scenario.vendors
    makers = scenario.makers
    world.rows[0].n_vendors = len(makers)
    total = sum(maker.market_share for maker in makers)
    for v, maker in enumerate(makers):
        vendor = world.vendors[v]
        vendor.account = FIRST_AGENT_ACCOUNT + v
        vendor.firm = -1
        vendor.chinese = int(maker.chinese)
        vendor.on_sale = on_sale(scenario, v)
        model = world.models[vendor.on_sale]
        scale = p.capacity_scale * (p.support_scale if maker.home == ORIGIN_LABELS[UNITED_STATES] else 1.0)
        vendor.capacity_th_per_week = maker.capacity_eh_s_per_month * TH / WEEKS_PER_MONTH * scale
        for o in range(N_ORIGINS):
            vendor.plant_share[o] = maker.plants[o]
        vendor.line_open = int(maker.us_line)
        vendor.best_origin = max(range(N_ORIGINS), key=lambda o: maker.plants[o])
        vendor.trust = maker.trust
        vendor.price_pressure = 1.0
        vendor.market_share = maker.market_share / total
        premium = 1.0 + (p.line_cost_premium if maker.home == ORIGIN_LABELS[UNITED_STATES] else 0.0)
        vendor.cost_usd_per_th = p.unit_cost_usd_per_th * premium * math.pow(model.j_per_th / 17.5, 0.8)
        vendor.price_usd_per_th = max(
            p.price_ratio
            * world.bitcoin[0].opening_hashprice
            * math.pow(17.5 / model.j_per_th, p.efficiency_elasticity),
            vendor.cost_usd_per_th * (1.0 + p.least_margin),
        )
        age = max(-int(model.launch_week), 0)
        vendor.next_launch_week = max(p.roadmap_weeks - age % p.roadmap_weeks, 6)
        world.accounts[vendor.account].cash_cents = int(maker.cash_musd * 1e8)


def on_sale(scenario: Scenario, v: int) -> int:
    """The most efficient model a maker had out at the opening; hydro-cooled ones only if it has nothing else."""
    name = scenario.makers[v].name
    out = [m for m, rig in enumerate(scenario.rigs) if rig.vendor == name and rig.released <= scenario.start]
    if not out:
        out = [m for m, rig in enumerate(scenario.rigs) if rig.vendor == name]
    if not out:
        raise BadInput(f"rigs: no model of {name!r}, who is among the vendors")
    air = [m for m in out if "Hydro" not in scenario.rigs[m].model]
    return min(air or out, key=lambda m: (scenario.rigs[m].watts / scenario.rigs[m].th_s, m))


def open_duties(world: Any, scenario: Scenario) -> None:
    """Dated duties and claims; the snapback's chance is the scenario's."""
    rows = world.rows[0]
    rows.n_duties = len(scenario.duties)
    for row, fact in enumerate(scenario.duties):
        duty = world.duties[row]
        duty.origin = ORIGIN_LABELS.index(fact.origin)
        duty.day = fact.effective_from.toordinal()
        duty.rate = fact.rate
        duty.announced_day = fact.known_from.toordinal()
        duty.chance = scenario.tariffs.snapback_chance if fact.chance == SNAPBACK else fact.chance
    firms = [firm.name for firm in scenario.firms]
    for filed in scenario.claims:
        week = (filed.filed - scenario.start).days // 7 + 1
        if week >= 1:
            claim = world.claims[rows.n_claims]
            rows.n_claims += 1
            claim.firm = firms.index(filed.firm)
            claim.week = week
            claim.cents = int(filed.musd * 1e8)
