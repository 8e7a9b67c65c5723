"""Entry: new small miners.

A potential entrant is drawn each week with a place, a size, a power deal and founders' money. It enters if a rig pays
back in its place, it wins its power in the auction, and it can pay for site and machines.
"""

from ...catalog.capacities import FIRST_FIRM_ACCOUNT, N_CANDIDATES, N_FIRM_SITES, N_FIRMS, N_STORE
from ...catalog.codes import INVESTORS, LEASED, MINING, SMALL, SUPPLIERS, UNITED_STATES
from ...catalog.events import ENTERED
from ...catalog.payments import CONSTRUCTION, FOUNDING_CAPITAL
from ...catalog.units import WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay, tell, to_cents
from ..holdings import sites
from ..sums import (
    NEVER,
    best_new_j_per_th,
    landed_multiple,
    machines_usd_per_kw,
    payback_weeks,
    power_value_usd_per_mwh,
    running_usd_per_th_week,
)

ENTRANT_IDS = 1_000_000  # ids of entrants: this + N_CANDIDATES x week + lot


@rule
def scout(world):
    """Draw this week's potential entrants: place, size, founders' money, and what they would pay for power."""
    clock = world.clock[0]
    p = world.params[0]
    f = world.fixed[0]
    for c in range(p.entry_candidates_per_week):
        candidate = world.candidates[c]
        candidate.kw = 0
        candidate.won_kw = 0
        if p.entry_entry == 0:
            continue
        who = ENTRANT_IDS + N_CANDIDATES * clock.week + c
        candidate.region = draw_region(world, draws.uniform(clock.seed, draws.ENTRANT_REGION, 0, who))
        size = draws.lognormal(clock.seed, draws.ENTRANT_SIZE, 0, who, p.entry_size_mw, p.entry_size_log_sd)
        limit = draws.lognormal(
            clock.seed, draws.ENTRANT_HURDLE, 0, who, p.miners_payback_weeks, p.miners_payback_log_sd
        )
        luck = draws.lognormal(clock.seed, draws.ENTRANT_POWER, 0, who, 1.0, f.entrant_power_spread)
        capital = draws.lognormal(
            clock.seed, draws.ENTRANT_CAPITAL, 0, who, p.entry_funded_share, f.entrant_capital_spread
        )
        candidate.payback_limit_weeks = limit
        candidate.bid_usd_per_mwh = luck * power_value_usd_per_mwh(world, best_new_j_per_th(world), False)
        usd_per_kw = p.power_site_usd_per_kw + machines_usd_per_kw(world)
        candidate.capital_cents = to_cents(capital * size * 1000.0 * usd_per_kw)
        if entrant_payback(world, candidate) <= limit and world.regions[candidate.region].free_kw > 0:
            candidate.kw = whole(size * 1000.0)


@rule
def draw_region(world, u):
    """A region by the shares in which small miners settle."""
    total = 0.0
    last = 0
    for r in range(world.rows[0].n_regions):
        if world.regions[r].entrant_share > 0.0:
            total += world.regions[r].entrant_share
            last = r
            if u < total:
                return r
    return last


@rule
def entrant_payback(world, candidate):
    """Weeks in which a rig, its site and the cost of founding pay back at the posted price of the entrant's region."""
    p = world.params[0]
    f = world.fixed[0]
    vendor = world.vendors[0]
    j = best_new_j_per_th(world)
    origin = UNITED_STATES if vendor.line_open == 1 else vendor.best_origin
    landed = landed_multiple(world, vendor, origin, world.trade[0].rate[origin])
    if world.trade[0].banned == 1 and vendor.line_open == 0:
        return NEVER
    site_usd_per_th = p.power_site_usd_per_kw * j / 1000.0
    cost = (
        vendor.price_usd_per_th * (landed + p.miners_delivery_risk)
        + p.miners_install_usd_per_th
        + f.entrant_site_share * site_usd_per_th
    )
    running = running_usd_per_th_week(world, j, world.regions[candidate.region].posted_usd_per_mwh)
    return payback_weeks(world, cost, 1.0, running, 0.0, 0.0, p.miners_belief_drift, f.usual_lead_weeks)


@rule
def enter(world):
    """Candidates that won their power become firms: founders pay in, the site is built;
    rigs are ordered like everybody's.
    """
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    for c in range(p.entry_candidates_per_week):
        candidate = world.candidates[c]
        region = world.regions[candidate.region]
        build = to_cents(p.power_site_usd_per_kw * candidate.won_kw + p.entry_cost_musd * 1e6)
        if (
            candidate.kw == 0
            or candidate.won_kw < whole(f.entrant_won_share * candidate.kw)
            or candidate.won_kw > region.free_kw
        ):
            continue
        if candidate.capital_cents <= f.entrant_capital_multiple * build:
            continue
        if rows.n_firms >= N_FIRMS:
            # No row is left for it: it is counted, and told as what it is.
            world.books[0].turned_away += 1
            continue
        found(world, c, build)


@rule
def found(world, c, build):
    """Found one firm."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    candidate = world.candidates[c]
    i = rows.n_firms
    rows.n_firms += 1
    firm = world.firms[i]
    blank(firm)
    firm.id = ENTRANT_IDS + N_CANDIDATES * clock.week + c
    firm.entry_week = clock.week
    firm.account = FIRST_FIRM_ACCOUNT + i
    firm.hodl_share = p.miners_hodl_small
    firm.payback_limit_weeks = candidate.payback_limit_weeks
    firm.belief_drift = p.miners_belief_drift + p.miners_belief_drift_sd * draws.normal(
        clock.seed, draws.BELIEF_DRIFT, 0, firm.id
    )
    firm.belief_snapback = p.tariffs_believed_snapback
    firm.belief_ban = p.policy_ban_belief
    firm.ai_attitude = 1.0
    firm.growth_region = candidate.region
    firm.opening_power_usd_per_mwh = candidate.price_usd_per_mwh
    world.accounts[firm.account].sector = 0
    pay(world, INVESTORS, firm.account, candidate.capital_cents, FOUNDING_CAPITAL)
    n = sites.new_site(world, i, candidate.region, LEASED, MINING, candidate.won_kw, candidate.price_usd_per_mwh)
    if n < 0:
        return
    world.regions[candidate.region].free_kw -= candidate.won_kw
    pay(world, firm.account, SUPPLIERS, build, CONSTRUCTION)
    site = world.sites[n]
    site.ready_week = clock.week + world.fixed[0].build_weeks
    site.contract_end_week = clock.week + whole(p.power_contract_years * WEEKS_PER_YEAR)
    site.curtailable = 1.0
    firm.mining_kw = candidate.won_kw
    world.books[0].entries += 1
    tell(world, ENTERED, firm=i, kw=candidate.won_kw, cents=candidate.capital_cents)


@rule
def blank(firm):
    """A firm's row as it is before anything has happened to it."""
    firm.size_class = SMALL
    firm.alive = 1
    firm.vendor = -1
    firm.stake_vendor = -1
    firm.bought_by = -1
    for k in range(N_FIRM_SITES):
        firm.sites[k] = -1
    for k in range(N_STORE):
        firm.store_model[k] = 0
        firm.store_units[k] = 0
