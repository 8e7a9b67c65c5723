"""Taking stock: each firm's totals, computed once a week from its sites, store and orders, for everyone's decisions."""

from ...catalog.capacities import N_STORE
from ...catalog.codes import AI, IN_TRANSIT, MINING, OPEN, OWNED, WANTED
from ...catalog.units import MONTHS_PER_YEAR, SAT_PER_BTC, WEEKS_PER_YEAR
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import cash
from ..sums import mining_margin_usd_per_mwh, used_usd_per_th


@rule
def appraise(world):
    """What a used machine of each model is worth this week."""
    for m in range(world.rows[0].n_models):
        model = world.models[m]
        model.used_usd_per_th = used_usd_per_th(world, model.wall_j_per_th)


@rule
def take_stock(world):
    """Every firm's megawatts, machines, orders, mean power price and assets; every region's megawatts by use."""
    appraise(world)
    for i in range(world.rows[0].n_firms):
        if world.firms[i].alive == 1:
            count_sites(world, world.firms[i])
    count_orders(world)
    for i in range(world.rows[0].n_firms):
        if world.firms[i].alive == 1:
            value(world, world.firms[i])
    count_regions(world)


@rule
def count_sites(world, firm):
    """Megawatts, machines and their value over a firm's sites and store."""
    firm.installed_th_s = 0.0
    firm.fleet_watts = 0.0
    firm.mining_kw = 0
    firm.us_mining_kw = 0
    firm.ai_kw = 0
    firm.held_kw = 0
    firm.free_kw = 0
    rigs_usd = 0.0
    price_kw = 0.0
    for s in range(firm.n_sites):
        site = world.sites[firm.sites[s]]
        site.ordered_watts = 0
        firm.held_kw += site.kw
        if site.use == AI:
            firm.ai_kw += site.kw
        if site.use != MINING:
            continue
        firm.mining_kw += site.kw
        price_kw += site.price_usd_per_mwh * site.kw
        if world.regions[site.region].in_us == 1:
            firm.us_mining_kw += site.kw
        watts = 0
        for k in range(site.n_racks):
            model = world.models[site.rack_model[k]]
            th = site.rack_units[k] * model.th_s
            watts += site.rack_units[k] * model.watts
            firm.installed_th_s += th
            rigs_usd += th * model.used_usd_per_th
        firm.fleet_watts += watts
        firm.free_kw += max(site.kw - (watts + 999) // 1000, 0)
    for k in range(N_STORE):
        if firm.store_units[k] > 0:
            model = world.models[firm.store_model[k]]
            rigs_usd += world.fixed[0].used_sale_share * firm.store_units[k] * model.th_s * model.used_usd_per_th
    if firm.mining_kw > 0:
        firm.power_usd_per_mwh = price_kw / firm.mining_kw
    firm.peak_us_kw = max(firm.peak_us_kw, firm.us_mining_kw)
    firm.rig_value_cents = whole(100.0 * rigs_usd)
    firm.ordered_th_s = 0.0
    firm.open_balance_cents = 0


@rule
def count_orders(world):
    """What each firm has on order, in TH and in dollars still to pay, and the power it will need."""
    trade = world.trade[0]
    for i in range(world.rows[0].n_orders):
        order = world.orders[i]
        if order.state == OPEN or order.state == IN_TRANSIT or order.state == WANTED:
            firm = world.firms[order.buyer]
            model = world.models[order.rig_model]
            price = order.units * order.price_cents
            firm.ordered_th_s += order.units * model.th_s
            firm.open_balance_cents += price - order.deposit_cents
            if order.to_us == 1:
                firm.open_balance_cents += whole(trade.rate[order.origin] * price)
            firm.free_kw -= order.units * model.watts // 1000
            site = world.sites[order.site]
            if site.owner == order.buyer:
                site.ordered_watts += order.units * model.watts


@rule
def value(world, firm):
    """Assets at market value: cash, coins, machines, owned sites, leases.
    Deposits do not count: they are lost with the firm.
    """
    f = world.fixed[0]
    b = world.bitcoin[0]
    # What is ordered in place of old machines needs their power, not free power.
    firm.free_kw = max(firm.free_kw, 0)
    usd = firm.btc_sat / SAT_PER_BTC * b.price_usd
    for s in range(firm.n_sites):
        site = world.sites[firm.sites[s]]
        if site.use == AI:
            weeks_left = max(site.lease_end_week - world.clock[0].week, 0)
            years = min(weeks_left / WEEKS_PER_YEAR, f.counted_lease_years)
            usd += site.kw * site.lease_usd_per_kw_month * MONTHS_PER_YEAR * years
        elif site.tenure == OWNED:
            usd += site.kw * f.site_value_usd_per_kw
    firm.asset_cents = whole(100.0 * usd) + firm.rig_value_cents + max(cash(world, firm.account), 0)


@rule
def count_regions(world):
    """Each region's megawatts: mining (drawn by rigs), AI (live), idle (the rest of its supply)."""
    rows = world.rows[0]
    for r in range(rows.n_regions):
        region = world.regions[r]
        region.mining_kw = 0
        region.ai_kw = region.ai_own_kw
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0:
            region = world.regions[site.region]
            region.mining_kw += site.draw_kw
            if site.use == AI:
                region.ai_kw += site.kw
    for r in range(rows.n_regions):
        region = world.regions[r]
        region.idle_kw = region.supply_kw - region.mining_kw - region.ai_kw


@rule
def operating_margin(world, firm):
    """What a firm's machines earn per MWh after power and staff, at the mean hashprice of 26 weeks (USD/MWh)."""
    if firm.installed_th_s <= 0.0:
        return 0.0
    j = firm.fleet_watts / firm.installed_th_s
    return mining_margin_usd_per_mwh(world, j, firm.power_usd_per_mwh)
