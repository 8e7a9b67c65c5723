"""The bare world of a limit: one region, one maker, one model, firms that differ in their power price, everything else
off."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...catalog.codes import ORIGIN_LABELS
from ...catalog.units import KWH_PER_WATT_DAY, SECONDS_PER_DAY
from ...industry.markets import mining
from ...industry.opening import finish, open_world
from ...scenario.facts import FirmFact
from ...scenario.scenario import Scenario

TH_S, WATTS = 100.0, 2_000
J_PER_TH = WATTS / TH_S
OFF: dict[str, Any] = {
    "bitcoin.halving": False,
    "bitcoin.opening_block_seconds": 600.0 * 2016.0 / 2015.0,
    "bitcoin.drift": 0.0,
    "bitcoin.volatility": 0.0,
    "bitcoin.jumps_per_year": 0.0,
    "bitcoin.fees_btc_per_day": 0.0,
    "bitcoin.fees_mean_btc_per_day": 0.0,
    "mining.pool_fee": 0.0,
    "mining.switching_band": 0.0,
    "mining.overhead_power": 1.0,
    "mining.block_luck": False,
    "mining.failure_per_week": 0.0,
    "mining.curtailment": False,
    "power.auction": False,
    "power.price_growth": 0.0,
    "power.contract_years": 20.0,
    "power.cost_besides_power_usd_per_mwh": 0.0,
    "ai.buyers": False,
    "ai.signed_mw": 0.0,
    "tariffs.waiting": False,
    "policy.claims": False,
    "vendors.roadmap": False,
    "vendors.localisation": False,
    "vendors.price_adjustment": 0.0,
    "vendors.price_elasticity": 0.0,
    "vendors.efficiency_elasticity": 0.0,
    "vendors.trust_discount": 0.0,
    "vendors.least_margin": 0.0,
    "vendors.unit_cost_usd_per_th": 0.1,
    "vendors.capacity_scale": 10.0,
    "vendors.capacity_growth": 0.0,
    "vendors.transit_weeks": 0,
    "vendors.lead_weeks": 1,
    "miners.anonymous": 0,
    "miners.payback_log_sd": 0.0,
    "miners.belief_drift": 0.0,
    "miners.belief_drift_sd": 0.0,
    "miners.delivery_risk": 0.0,
    "miners.install_usd_per_th": 0.0,
    "miners.overhead_usd_per_week": 0.0,
    "miners.overhead_usd_per_mw_week": 0.0,
    "miners.overhead_listed_small_usd_per_week": 0.0,
    "miners.overhead_major_usd_per_week": 0.0,
    "miners.hodl_major": 0.0,
    "miners.hodl_small": 0.0,
    "miners.distribution": 0.0,
    "miners.closing": False,
    "capital.lending": False,
    "capital.equity": False,
    "relocation.allowed": False,
    "takeovers.distressed": False,
    "takeovers.mergers": False,
    "takeovers.ai_takeovers": False,
    "entry.entry": False,
    "entry.candidates_per_week": 0,
    "rest_of_world.growth_scale": 0.0,
    "rest_of_world.build_rate": 0.0,
    "rest_of_world.refit_rate": 0.0,
}
"""The base scenario's mechanisms, one by one switched off or set to nothing."""


def bare(
    powers_usd_per_mwh: Sequence[float],
    overrides: dict[str, Any] | None = None,
    *,
    eh_s: Sequence[float] | float = 1.0,
    cash_musd: float = 1e6,
    small: bool = False,
) -> Scenario:
    """A scenario of one firm for each power price, everything of `OFF` switched off, then the caller's overrides."""
    scenario = Scenario.load("april-2025", OFF | (overrides or {}))
    region = replace(
        scenario.regions[0],
        contract_usd_per_mwh=float(powers_usd_per_mwh[0]),
        curtailment_credit_usd_per_mwh=0.0,
        growth_mw_per_year=0.0,
        spare_mw=0.0,
        ai_share=0.0,
        anonymous_share=0.0,
    )
    maker = replace(scenario.makers[0], plants=tuple(1.0 * (origin == "China") for origin in ORIGIN_LABELS), trust=1.0)
    rig = replace(next(r for r in scenario.rigs if r.vendor == maker.name), th_s=TH_S, watts=WATTS, j_per_th=J_PER_TH)
    sizes = [eh_s] * len(powers_usd_per_mwh) if isinstance(eh_s, int | float) else list(eh_s)
    firms = tuple(
        miner(k, power, size, region.name, cash_musd, small, scenario)
        for k, (power, size) in enumerate(zip(powers_usd_per_mwh, sizes, strict=True))
    )
    return replace(
        scenario, name="limit", firms=firms, rigs=(rig,), makers=(maker,), regions=(region,), duties=(), claims=()
    )


def miner(
    k: int, power: float, eh_s: float, region: str, cash_musd: float, small: bool, scenario: Scenario
) -> FirmFact:
    """Firm number `k`, of which nothing but size, power price and cash matters."""
    return FirmFact(
        name=f"firm {k}",
        ticker="",
        size_class="small" if small else "major",
        hash_rate_eh_s=eh_s,
        fleet_j_per_th=J_PER_TH,
        power_mw=0.0,
        main_region=region,
        second_region="",
        second_region_share=0.0,
        power_usd_per_mwh=power,
        cash_musd=cash_musd,
        btc_held=0.0,
        debt_musd=0.0,
        ai_mw_contracted=0.0,
        owned_share=1.0,
        host="",
        ai_attitude=0.0,
        stake_vendor="",
        is_vendor="",
        listed=False,
        hodl_share=0.0,
        estimated_fields=(),
        as_of=scenario.start,
        source_note="",
    )


def open_bare(scenario: Scenario, seed: int = 1, rest_th_s: float = 0.0) -> Any:
    """The opened world, its orders emptied, its rest of the world a block of machines that always run (or as good as
    none)."""
    world = open_world(scenario, seed)
    world.orders["state"] = 0
    world.rows[0].n_orders = 0
    world.books["units_opened"] = world.books["deposits_opened_cents"] = 0
    for name in ("deposits_cents", "us_backlog_th", "rest_backlog_th", "us_orders_26w_th"):
        world.vendors[name] = 0
    return close_books(world, rest_th_s)


def close_books(world: Any, rest_th_s: float) -> Any:
    """Balance the opening after it was changed, and set the rest of the world."""
    finish(world)
    world.sites["contract_end_week"] = 1_000_000
    rest = world.rest[0]
    rest.power_usd_per_mwh[:] = 1e-6
    rest.running[:] = 1.0
    rest.installed_th_s[:] = 0.0
    rest.installed_th_s[0] = rest_th_s
    rest.opening_th_s = max(rest_th_s, 1e-3)
    rest.sites_w = 1e18
    settle(world, float(world.firms["hash_th_s"].sum()) + max(rest_th_s, 1e-7))
    return world


def settle(world: Any, network_th_s: float) -> None:
    """Put the network at this hash rate and its difficulty where the engine's retarget leaves it unchanged."""
    b = world.bitcoin[0]
    b.network_th_s = network_th_s
    start = network_th_s * 1e12 * 600.0 / mining.HASHES_PER_DIFFICULTY
    seconds = mining.EPOCH_BLOCKS * start * mining.HASHES_PER_DIFFICULTY / (network_th_s * 1e12)
    b.difficulty = mining.retarget(start, seconds)
    b.hashprice_usd_per_ph_day = mining.hashprice(world)
    b.hashprice_history[:] = b.hashprice_usd_per_ph_day
    b.hashprice_mean_26w = b.hashprice_usd_per_ph_day


def difficulty_for(network_th_s: float) -> float:
    """The difficulty at which this hash rate takes 2016/2015 of 600 seconds for a block, where the retarget rests."""
    return network_th_s * 1e12 * 600.0 * 2016.0 / 2015.0 / mining.HASHES_PER_DIFFICULTY


def power_for(cost_usd_per_ph_day: float) -> float:
    """The power price at which a PH/s of the bare model costs so much a day (USD/MWh)."""
    return cost_usd_per_ph_day / (KWH_PER_WATT_DAY * J_PER_TH)


def price_for(reward_usd_per_day: float, subsidy_btc: float = 3.125) -> float:
    """The bitcoin price at which a day's blocks are worth so much, at the pace the retarget settles at (2016/2015 of
    600 s)."""
    blocks = SECONDS_PER_DAY / (600.0 * 2016.0 / 2015.0)
    return reward_usd_per_day / (subsidy_btc * blocks)
