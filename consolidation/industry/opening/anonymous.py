"""The part of the opening that luck decides: anonymous small miners, everybody's contract ends, hurdles and beliefs.

Compiled, and keyed by the firm's identity: an extra firm changes nobody else's draws.
"""

import math

from ...catalog.capacities import FIRST_FIRM_ACCOUNT, N_FIRM_SITES
from ...catalog.codes import CONVERTING, HOSTED, HOSTING, LEASED, MINING, OWNED, SMALL
from ...catalog.units import SAT_PER_BTC, WEEKS_PER_YEAR
from ...engine import draws
from ...engine.arithmetic import log, whole
from ...engine.rule import rule
from ..agents.entry import draw_region
from ..books.ledger import to_cents
from ..holdings import fleet, sites

TIERS = ((0.35, 0.80), (0.40, 1.00), (0.25, 1.28))  # of a fleet's hash rate, at so many times its mean J/TH
LEAST_MW = 0.1  # guards a logarithm
CONTRACT_KEYS = 10_000_000  # ids above are those of named firms, told apart by what is beyond


@rule
def nearest_model(world, j_per_th):
    """The model in service at the opening whose efficiency is nearest."""
    best = 0
    least = math.inf
    for m in range(world.rows[0].n_models):
        model = world.models[m]
        if model.launch_week > 1:
            continue
        gap = math.fabs(log(model.j_per_th / j_per_th))
        if gap < least:
            least = gap
            best = m
    return best


@rule
def open_firms(world):
    """Draw hurdles and contracts of named firms, then the anonymous ones, whole."""
    rows = world.rows[0]
    for i in range(rows.n_firms):
        draw_character(world, world.firms[i])
        draw_contracts(world, world.firms[i])
        split_debt(world, world.firms[i])
    p = world.params[0]
    total = 0.0
    for k in range(p.miners_anonymous):
        total += relative_size(world, k + 1)
    for k in range(p.miners_anonymous):
        if p.miners_anonymous_eh_s > 0.0:
            open_anonymous(world, k + 1, 1e6 * p.miners_anonymous_eh_s * relative_size(world, k + 1) / total)


@rule
def relative_size(world, who):
    """Size of anonymous firm `who` before scaling (lognormal)."""
    return draws.lognormal(world.clock[0].seed, draws.SMALL_MINER_SIZE, 0, who, 1.0, world.params[0].miners_size_log_sd)


@rule
def draw_character(world, firm):
    """Longest acceptable payback and view of hashprice's drift."""
    p = world.params[0]
    seed = world.clock[0].seed
    limit = draws.lognormal(seed, draws.HURDLE, 0, firm.id, p.miners_payback_weeks, p.miners_payback_log_sd)
    firm.payback_limit_weeks = limit
    firm.belief_drift = p.miners_belief_drift + p.miners_belief_drift_sd * draws.normal(
        seed, draws.BELIEF_DRIFT, 0, firm.id
    )


@rule
def draw_contracts(world, firm):
    """When each site's contract ends (evenly over a contract's length), and when promised halls are ready."""
    p = world.params[0]
    f = world.fixed[0]
    seed = world.clock[0].seed
    length = p.power_contract_years * WEEKS_PER_YEAR
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        u = draws.uniform(seed, draws.CONTRACT_END, 0, 100 * (firm.id % CONTRACT_KEYS) + k)
        site.contract_end_week = f.opening_contract_weeks + whole(u * length)
        if site.use == CONVERTING:
            site.ready_week = f.opening_contract_weeks + whole(u * f.opening_conversion_part * p.ai_build_weeks)
            site.lease_end_week = site.ready_week + whole(p.ai_lease_years * WEEKS_PER_YEAR)
        if site.planned_week > 0:
            site.planned_week = f.opening_promise_weeks + whole(u * f.opening_promise_part * p.ai_build_weeks)


@rule
def split_debt(world, firm):
    """Of a named firm's loans, what no lender would secure today is unsecured notes, due in one to five years."""
    p = world.params[0]
    f = world.fixed[0]
    seed = world.clock[0].seed
    u = draws.uniform(seed, draws.RISK, 0, firm.id)
    firm.notes_due_week = f.opening_note_weeks + whole(u * p.capital_note_weeks)
    firm.loan_due_week = f.opening_loan_weeks + whole(u * p.capital_loan_weeks)
    coins = firm.btc_sat * (world.bitcoin[0].price_usd / 1e6)
    rigs = f.opening_rig_loan_to_value * 100.0 * f.opening_rig_usd_per_th * hash_of(world, firm)
    secured = whole(f.opening_secured_part * (p.capital_coin_loan_to_value * coins + rigs))
    if firm.loan_cents > secured:
        firm.notes_cents += firm.loan_cents - secured
        firm.loan_cents = secured


@rule
def hash_of(world, firm):
    """Installed hash rate over a firm's sites (TH/s)."""
    th = 0.0
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        for r in range(site.n_racks):
            th += site.rack_units[r] * world.models[site.rack_model[r]].th_s
    return th


@rule
def open_anonymous(world, who, th_s):
    """One anonymous small miner: place, machines, power price, tenure, liquidity."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    f = world.fixed[0]
    seed = clock.seed
    i = rows.n_firms
    rows.n_firms += 1
    firm = world.firms[i]
    firm.id = who
    firm.size_class = SMALL
    firm.alive = 1
    firm.opening = 1
    firm.account = FIRST_FIRM_ACCOUNT + i
    firm.vendor = -1
    firm.stake_vendor = -1
    firm.bought_by = -1
    for k in range(N_FIRM_SITES):
        firm.sites[k] = -1
    firm.hodl_share = p.miners_hodl_small
    firm.belief_snapback = p.tariffs_believed_snapback
    firm.belief_ban = p.policy_ban_belief
    firm.ai_attitude = 1.0
    draw_character(world, firm)
    r = draw_region(world, draws.uniform(seed, draws.SMALL_MINER_REGION, 0, who))
    s = sites.new_site(world, i, r, LEASED, MINING, 0, 0.0)
    if s < 0:
        return
    site = world.sites[s]
    equip(
        world,
        site,
        th_s,
        draws.lognormal(seed, draws.SMALL_MINER_EFFICIENCY, 0, who, p.miners_j_per_th, p.miners_j_per_th_spread),
    )
    mw = site.kw / 1000.0
    firm.growth_region = r
    price = p.miners_power_usd_per_mwh + p.miners_power_spread_usd_per_mwh * draws.normal(
        seed, draws.SMALL_MINER_POWER, 0, who
    )
    price += p.miners_power_size_slope * log(max(mw, LEAST_MW) / f.opening_mid_size_mw)
    settle_in(
        world,
        firm,
        s,
        max(price, f.opening_lowest_power_usd_per_mwh),
        draws.uniform(seed, draws.SMALL_MINER_REGION, 1, who),
    )
    liquidity = draws.lognormal(
        seed, draws.SMALL_MINER_LIQUIDITY, 0, who, p.miners_liquidity_musd_per_mw, p.miners_liquidity_log_sd
    )
    usd = liquidity * mw * 1e6
    world.accounts[firm.account].cash_cents = to_cents((1.0 - f.opening_coin_share) * usd)
    firm.btc_sat = whole(f.opening_coin_share * usd / world.bitcoin[0].price_usd * SAT_PER_BTC)


@rule
def equip(world, site, th_s, j_per_th):
    """Fill a site with a fleet of real models around a mean efficiency, and give it the power that takes."""
    for t in range(len(TIERS)):
        m = nearest_model(world, j_per_th * TIERS[t][1])
        units = whole(th_s * TIERS[t][0] / world.models[m].th_s + 1.0 / 2.0)
        fleet.add_units(world, site, m, units)
        world.models[m].opening_units += units
    site.kw = whole(fleet.rack_watts(world, site) / (1.0 - world.fixed[0].opening_idle_share) / 1000.0) + 1


@rule
def settle_in(world, firm, s, net_price, u):
    """Tenure and contract: hosted in a named firm's hall if luck says so and one has room, else leased, some owned."""
    p = world.params[0]
    f = world.fixed[0]
    site = world.sites[s]
    region = world.regions[site.region]
    site.contract_end_week = f.opening_contract_weeks + whole(
        draws.uniform(world.clock[0].seed, draws.CONTRACT_END, 0, firm.id) * p.power_contract_years * WEEKS_PER_YEAR
    )
    site.curtailable = 1.0
    hall = -1
    if u < p.miners_hosted_share:
        hall = roomiest_hall(world, site.region, site.kw)
    if hall >= 0:
        site.tenure = HOSTED
        site.host_site = hall
        world.sites[hall].hosted_kw += site.kw
        host_net = world.sites[hall].price_usd_per_mwh - region.credit_usd_per_mwh
        net_price = max(net_price, host_net + f.opening_host_margin_usd_per_mwh)
    elif u > 1.0 - f.opening_owned_share:
        site.tenure = OWNED
    site.price_usd_per_mwh = net_price + region.credit_usd_per_mwh * site.curtailable
    firm.opening_power_usd_per_mwh = net_price


@rule
def roomiest_hall(world, r, kw):
    """The hall in a region with the most vacant kilowatts, if it can take `kw`; -1 if none can."""
    best = -1
    most = kw
    for i in range(world.rows[0].n_sites):
        site = world.sites[i]
        if site.owner >= 0 and site.region == r and site.use == HOSTING and site.kw - site.hosted_kw >= most:
            most = site.kw - site.hosted_kw
            best = i
    return best


@rule
def settle_regions(world):
    """Supply and posted prices follow from the sites: what the model's miners pay on average is the opening curve."""
    rows = world.rows[0]
    for r in range(rows.n_regions):
        region = world.regions[r]
        region.supply_kw = region.free_kw
        mining = 0
        paid = 0.0
        for i in range(rows.n_sites):
            site = world.sites[i]
            if site.owner < 0 or site.region != r:
                continue
            if sites.counts_in_region(site):
                region.supply_kw += site.kw
            if site.use == MINING:
                mining += site.kw
                paid += site.kw * site.price_usd_per_mwh
            if site.use == CONVERTING:
                region.opening_ai_kw += site.kw
            region.opening_ai_kw += site.planned_ai_kw
        region.opening_kw = region.supply_kw
        region.opening_mining_kw = mining
        region.opening_usd_per_mwh = region.contract_usd_per_mwh + region.credit_usd_per_mwh
        if mining > 0:
            region.opening_usd_per_mwh = paid / mining
        region.posted_usd_per_mwh = region.opening_usd_per_mwh
        region.clearing_usd_per_mwh = region.opening_usd_per_mwh
        region.mining_kw = mining
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0:
            site.basis_usd_per_mwh = site.price_usd_per_mwh - world.regions[site.region].opening_usd_per_mwh
