"""Rig vendors: prices that follow hashprice and backlog, capacity, a roadmap of better models, American assembly
lines.
"""

from ...catalog.codes import FIRST_VENDOR, N_ORIGINS, SUPPLIERS, UNITED_STATES
from ...catalog.events import LINE_OPENED, LINE_STARTED, MODEL_LAUNCHED
from ...catalog.payments import ASSEMBLY_LINE
from ...catalog.units import DAYS_A_WEEK, WEEKS_PER_HALF_YEAR, WEEKS_PER_YEAR
from ...engine.arithmetic import exp, log, to_power
from ...engine.rule import rule
from ..books.ledger import pay, tell, to_cents
from ..holdings import purse
from ..markets.hardware import choose_plant
from ..news.ai_demand import END_OF_2028


@rule
def plan(world):
    """Each vendor's week: a new model, an American line, capacity, its list price, its cheapest plant."""
    total = 0.0
    for v in range(world.rows[0].n_vendors):
        launch(world, v)
        localise(world, v)
        adjust_capacity(world, v)
        set_price(world, v)
        vendor = world.vendors[v]
        origin = choose_plant(world, vendor, 1)
        if origin >= 0:
            vendor.best_origin = origin
        total += vendor.sold_26w_th
        purse.fund_vendor(world, vendor)
    remember_shares(world, total)


@rule
def remember_shares(world, total_th):
    """Market shares of new hash rate drift with what was sold in the last half year."""
    if total_th <= 0.0:
        return
    weeks = world.fixed[0].share_memory_weeks
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        vendor.market_share += (vendor.sold_26w_th / total_th - vendor.market_share) / weeks


@rule
def launch(world, v):
    """Put the next generation on sale when its week has come; without a roadmap, the table's models in their months."""
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    vendor = world.vendors[v]
    if p.vendors_roadmap == 0:
        launch_known(world, v)
        return
    if clock.week < vendor.next_launch_week:
        return
    vendor.next_launch_week = clock.week + p.vendors_roadmap_weeks
    rate = p.vendors_roadmap_j_per_th
    if clock.start_day + DAYS_A_WEEK * clock.week > END_OF_2028:
        rate *= p.vendors_roadmap_slowdown_after_2028
    old = world.models[vendor.on_sale]
    years = p.vendors_roadmap_weeks / WEEKS_PER_YEAR
    j = max(old.j_per_th * exp(log(1.0 - rate) * years), p.vendors_best_j_per_th)
    m = rows.n_models
    rows.n_models += 1
    model = world.models[m]
    vendor.generation += 1
    model.vendor = v
    # A better chip of the same power: the box keeps its watts and gains terahashes.
    model.watts = old.watts
    model.j_per_th = j
    model.th_s = old.th_s * old.j_per_th / j
    model.wall_j_per_th = model.watts / model.th_s
    model.launch_week = clock.week
    model.generation = vendor.generation
    put_on_sale(world, v, m)


@rule
def put_on_sale(world, v, m):
    """A new generation: the same plant turns out as many watts of machines a week,
    hence more terahashes, each cheaper.
    """
    vendor = world.vendors[v]
    model = world.models[m]
    better = model.j_per_th / world.models[vendor.on_sale].j_per_th
    vendor.cost_usd_per_th *= to_power(better, world.fixed[0].cost_learning)
    vendor.capacity_th_per_week /= better
    vendor.on_sale = m
    tell(world, MODEL_LAUNCHED, firm=FIRST_VENDOR - v, th_s=model.th_s)


@rule
def launch_known(world, v):
    """Put the vendor's model of the table that comes out this week on sale, if it is better than the one before."""
    clock = world.clock[0]
    rows = world.rows[0]
    vendor = world.vendors[v]
    for m in range(rows.n_models):
        model = world.models[m]
        old = world.models[vendor.on_sale]
        if model.vendor == v and model.launch_week == clock.week and model.j_per_th < old.j_per_th:
            put_on_sale(world, v, m)


@rule
def localise(world, v):
    """Build an American line when the duty it saves pays for it soon enough; open it when it is built."""
    clock = world.clock[0]
    p = world.params[0]
    vendor = world.vendors[v]
    if vendor.line_week > 0 and vendor.line_open == 0 and clock.week >= vendor.line_week:
        vendor.line_open = 1
        for o in range(N_ORIGINS):
            vendor.plant_share[o] *= 1.0 - p.vendors_line_capacity
        vendor.plant_share[UNITED_STATES] += p.vendors_line_capacity
        tell(world, LINE_OPENED, firm=FIRST_VENDOR - v, th_s=p.vendors_line_capacity * vendor.capacity_th_per_week)
    if p.vendors_localisation == 0 or vendor.line_week > 0 or vendor.line_open == 1 or vendor.chinese == 0:
        return
    if clock.week < p.vendors_line_earliest_week:
        return
    saving = line_saving_usd_per_week(world, vendor)
    if saving * p.vendors_line_payback_weeks >= p.vendors_line_musd * 1e6:
        vendor.line_week = clock.week + p.vendors_line_weeks
        cents = to_cents(p.vendors_line_musd * 1e6)
        pay(world, vendor.account, SUPPLIERS, cents, ASSEMBLY_LINE)
        tell(world, LINE_STARTED, firm=FIRST_VENDOR - v, cents=cents)


@rule
def line_saving_usd_per_week(world, vendor):
    """Duty that an American line would save on the last half year's orders, less its dearer assembly (USD/week)."""
    p = world.params[0]
    share = 1.0
    if vendor.us_orders_26w_th > 0.0:
        line_th = WEEKS_PER_HALF_YEAR * p.vendors_line_capacity * vendor.capacity_th_per_week
        share = min(line_th / vendor.us_orders_26w_th, 1.0)
    extra = p.vendors_line_cost_premium * vendor.cost_usd_per_th * vendor.us_orders_26w_th
    rate = 0.0
    if world.trade[0].banned == 1:
        # Under a ban the line is the only way into the market: the whole margin is at stake.
        rate = world.fixed[0].banned_line_margin
    return (
        share
        * (vendor.duty_26w_usd + rate * vendor.price_usd_per_th * vendor.us_orders_26w_th - extra)
        / WEEKS_PER_HALF_YEAR
    )


@rule
def adjust_capacity(world, v):
    """Capacity grows while there is a backlog; nobody tears a plant down."""
    p = world.params[0]
    f = world.fixed[0]
    vendor = world.vendors[v]
    if vendor.capacity_th_per_week <= 0.0:
        return
    backlog_weeks = (vendor.us_backlog_th + vendor.rest_backlog_th) / vendor.capacity_th_per_week
    pace = min(backlog_weeks / f.growth_backlog_weeks, f.most_growth_multiple)
    vendor.capacity_th_per_week *= 1.0 + p.vendors_capacity_growth / WEEKS_PER_YEAR * pace


@rule
def set_price(world, v):
    """List price: with hashprice and efficiency, marked up on backlog,
    never below cost, behind the market by some weeks.
    """
    p = world.params[0]
    f = world.fixed[0]
    b = world.bitcoin[0]
    vendor = world.vendors[v]
    if vendor.capacity_th_per_week <= 0.0:
        return
    model = world.models[vendor.on_sale]
    level = p.vendors_price_ratio * b.opening_hashprice
    level *= to_power(b.hashprice_usd_per_ph_day / b.opening_hashprice, p.vendors_price_elasticity)
    level *= to_power(f.reference_j_per_th / model.j_per_th, p.vendors_efficiency_elasticity)
    backlog_weeks = (vendor.us_backlog_th + vendor.rest_backlog_th) / vendor.capacity_th_per_week
    # A short queue presses the price down week by week, a long one lifts it, within what a market leader lets happen.
    push = min(max(backlog_weeks / p.vendors_usual_queue_weeks - 1.0, -1.0), 1.0)
    vendor.price_pressure += p.vendors_price_adjustment * push
    vendor.price_pressure = max(vendor.price_pressure, 1.0 - p.vendors_deepest_discount)
    vendor.price_pressure = min(vendor.price_pressure, 1.0 + p.vendors_backlog_markup)
    level *= vendor.price_pressure
    # A lesser-known maker sells at a discount that makes up for half of it.
    level *= 1.0 - f.trust_price_share * p.vendors_trust_discount * (1.0 - vendor.trust)
    level = max(level, vendor.cost_usd_per_th * (1.0 + p.vendors_least_margin))
    vendor.price_usd_per_th += (level - vendor.price_usd_per_th) / p.vendors_price_lag_weeks
