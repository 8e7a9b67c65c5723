"""AI demand: how many megawatts the AI companies want from sites a miner could sell, region by region.

Only demand that competes with miners counts. It grows along a line from what is signed at the start to the scenario's
figure at the end of 2028, the growth multiplied by `ai.demand_scale`; afterwards at `ai.growth_after_2028`.
"""

from ...catalog.units import DAYS_PER_WEEK, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import exp
from ...engine.rule import rule

END_OF_2028 = 740_712  # ordinal


@rule
def wanted_growth_kw(world):
    """Megawatts wanted beyond those signed at the start, in kW."""
    clock = world.clock[0]
    p = world.params[0]
    target_week = max((END_OF_2028 - clock.start_day) / DAYS_PER_WEEK, 1.0)
    target = max(p.ai_demand_mw_2028 - p.ai_signed_mw, 0.0) * 1000.0
    if clock.week <= target_week:
        return p.ai_demand_scale * target * clock.week / target_week
    years = (clock.week - target_week) / WEEKS_PER_YEAR
    later = p.ai_demand_mw_2028 * 1000.0 * (exp(p.ai_growth_after_2028 * years) - 1.0)
    return p.ai_demand_scale * (target + later)


@rule
def rent_usd_per_kw_month(world):
    """The rent a landlord keeps once its project's lenders are served (a 12-year annuity at the loan rate)."""
    p = world.params[0]
    rate = max(p.capital_loan_rate, 1e-3)
    annuity = rate / (1.0 - exp(-rate * p.ai_lease_years))
    service = p.ai_landlord_capex_musd_per_mw * p.ai_project_debt_share * annuity
    return max(p.ai_lease_musd_per_mw_year - service, 0.0) * 1000.0 / MONTHS_PER_YEAR


@rule
def grow(world):
    """What AI buyers want by this week, and what they would pay for bare power and for halls."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    growth = wanted_growth_kw(world)
    rent = rent_usd_per_kw_month(world)
    for r in range(rows.n_regions):
        buyer = world.ai_buyers[r]
        region = world.regions[r]
        buyer.wanted_kw = region.opening_ai_kw + growth * region.ai_share
        quarter = clock.week // f.ai_mood_weeks
        mood = draws.normal(clock.seed, draws.AI_ATTITUDE, quarter, r)
        buyer.willingness_usd_per_mwh = p.ai_willingness_usd_per_mwh * exp(p.ai_willingness_spread * mood)
        buyer.rent_usd_per_kw_month = rent * exp(f.ai_rent_mood_share * p.ai_willingness_spread * mood)
