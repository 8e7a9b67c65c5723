"""What the week came to: one row of the series, read from the tables once everything is settled.

`week` is the last phase. It decides nothing and changes nothing but `world.now[0]`, so what a run keeps can grow
without moving a number. Every column is filled every week and none is ever NaN: a share of nothing is 0. One column,
`shutdown_elasticity`, is written earlier in the week, where machines are switched.
Python's side of recording (copying that row, draining the events) is `results/recorder.py`.
"""

from ...catalog.codes import (
    CHINA,
    HAS_PIVOTED,
    HAS_RELOCATED,
    IN_BUSINESS,
    MAJOR,
    N_ORIGINS,
    SMALL,
    UNITED_STATES,
    WAS_ACQUIRED,
    WAS_LIQUIDATED,
)
from ...catalog.units import DAYS_PER_WEEK, SAT_PER_BTC
from ...engine.rule import rule
from ..sums import line_premium


@rule
def week(world):
    """Write the week's row: prices, hash rate, firms, power, rigs, balances."""
    network(world)
    firms(world)
    concentration(world)
    regions(world)
    power_price(world)
    fleets(world)
    rigs(world)
    orders(world)


@rule
def ratio(part, whole):
    """part / whole, and 0 when there is no whole."""
    if whole <= 0.0:
        return 0.0
    return part / whole


@rule
def network(world):
    """Bitcoin as it stands at the week's end, and the money customs and vendors kept."""
    now = world.now[0]
    bitcoin = world.bitcoin[0]
    books = world.books[0]
    now.week = world.clock[0].week
    now.btc_price_usd = bitcoin.price_usd
    now.fees_btc = DAYS_PER_WEEK * bitcoin.fees_paid_btc_per_day
    now.block_height = bitcoin.height
    now.subsidy_btc = bitcoin.subsidy_sat / SAT_PER_BTC
    now.difficulty = bitcoin.difficulty
    now.network_hash_eh_s = bitcoin.network_th_s / 1e6
    now.us_hash_eh_s = bitcoin.us_th_s / 1e6
    now.us_share = ratio(bitcoin.us_th_s, bitcoin.network_th_s)
    now.hashprice_usd_per_ph_day = bitcoin.hashprice_usd_per_ph_day
    now.entries = books.entries
    now.turned_away = books.turned_away
    now.orders_eh_s = books.ordered_week_th / 1e6
    now.domestic_order_share = ratio(books.us_domestic_26w_th, books.us_orders_26w_th)
    now.duties_usd = books.duty_week_cents / 100.0
    now.deposits_forfeited_usd = books.forfeited_week_cents / 100.0


@rule
def firms(world):
    """Who is there, who has left and how, what firms own and owe, and the listed firms' share of the network."""
    now = world.now[0]
    now.small_alive = 0
    now.major_alive = 0
    now.exits_small = 0
    now.exits_major = 0
    now.exits_liquidated = 0
    now.exits_acquired = 0
    now.exits_pivoted = 0
    now.exits_relocated = 0
    now.exits_entrants = 0
    now.liquidated_small = 0
    now.liquidated_major = 0
    listed = 0.0
    ordered = 0.0
    coins = 0
    debt = 0
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        coins += firm.btc_sat
        debt += firm.loan_cents + firm.notes_cents
        if firm.alive == 1:
            ordered += firm.ordered_th_s
            if firm.listed == 1:
                listed += firm.hash_th_s
        if firm.exited == IN_BUSINESS:
            if firm.alive == 1 and firm.size_class == SMALL:
                now.small_alive += 1
            elif firm.alive == 1 and firm.size_class == MAJOR:
                now.major_alive += 1
        elif firm.opening == 0:
            now.exits_entrants += 1
        else:
            count_exit(now, firm)
    now.listed_share = ratio(listed, world.bitcoin[0].network_th_s)
    now.open_orders_eh_s = ordered / 1e6
    now.btc_held = coins / SAT_PER_BTC
    now.debt_musd = debt / 1e8


@rule
def count_exit(now, firm):
    """Count a firm of week one that left: by its size and by the way it went."""
    if firm.size_class == SMALL:
        now.exits_small += 1
    else:
        now.exits_major += 1
    if firm.exited == WAS_LIQUIDATED:
        now.exits_liquidated += 1
        if firm.size_class == SMALL:
            now.liquidated_small += 1
        else:
            now.liquidated_major += 1
    elif firm.exited == WAS_ACQUIRED:
        now.exits_acquired += 1
    elif firm.exited == HAS_PIVOTED:
        now.exits_pivoted += 1
    elif firm.exited == HAS_RELOCATED:
        now.exits_relocated += 1


@rule
def concentration(world):
    """Herfindahl index and four-firm share of American hash rate, over the firms that run any."""
    now = world.now[0]
    total = 0.0
    for i in range(world.rows[0].n_firms):
        total += world.firms[i].us_th_s
    squares = 0.0
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    for i in range(world.rows[0].n_firms):
        share = ratio(world.firms[i].us_th_s, total)
        squares += share * share
        if share > first:
            first, second, third, fourth = share, first, second, third
        elif share > second:
            second, third, fourth = share, second, third
        elif share > third:
            third, fourth = share, third
        elif share > fourth:
            fourth = share
    now.hhi_us = squares
    now.cr4_us = first + second + third + fourth


@rule
def regions(world):
    """American megawatts by use, where auctions cleared, and what AI has signed and still wants."""
    now = world.now[0]
    mining = 0
    ai = 0
    idle = 0
    supply = 0.0
    cleared = 0.0
    signed = 0
    wanted = 0.0
    for r in range(world.rows[0].n_regions):
        region = world.regions[r]
        if region.in_us == 1:
            mining += region.mining_kw
            ai += region.ai_kw
            idle += region.idle_kw
            supply += region.supply_kw
            cleared += region.supply_kw * region.clearing_usd_per_mwh
            signed += world.ai_buyers[r].signed_kw
            wanted += world.ai_buyers[r].wanted_kw
    now.mining_mw_us = mining / 1000.0
    now.ai_mw_us = ai / 1000.0
    now.idle_mw_us = idle / 1000.0
    now.power_clearing_us_usd_per_mwh = ratio(cleared, supply)
    now.ai_signed_mw_us = signed / 1000.0
    now.ai_wanted_mw_us = wanted / 1000.0


@rule
def power_price(world):
    """What American miners are billed, by running load, or by contract when everything stands still,
    and what support leaves of it.
    """
    now = world.now[0]
    p = world.params[0]
    support = 0.0
    if world.clock[0].week >= p.energy_support_week:
        support = p.energy_support_usd_per_mwh
    drawn = 0.0
    paid = 0.0
    held = 0.0
    owed = 0.0
    for s in range(world.rows[0].n_sites):
        site = world.sites[s]
        if site.owner >= 0 and site.n_racks > 0 and world.regions[site.region].in_us == 1:
            drawn += site.draw_kw
            paid += site.draw_kw * site.price_usd_per_mwh
            held += site.kw
            owed += site.kw * site.price_usd_per_mwh
    if drawn > 0.0:
        now.power_price_us_usd_per_mwh = paid / drawn
    elif held > 0.0:
        now.power_price_us_usd_per_mwh = owed / held
    else:
        now.power_price_us_usd_per_mwh = 0.0
        support = 0.0
    now.power_paid_us_usd_per_mwh = now.power_price_us_usd_per_mwh - support


@rule
def fleets(world):
    """Nameplate J/TH of the machines that run, in the US and in the whole network."""
    now = world.now[0]
    us_th = 0.0
    us_watts = 0.0
    all_th = 0.0
    all_watts = 0.0
    for s in range(world.rows[0].n_sites):
        site = world.sites[s]
        if site.owner >= 0 and site.draw_kw > 0:
            in_us = world.regions[site.region].in_us
            for k in range(site.n_racks):
                if site.rack_on[k] == 1:
                    model = world.models[site.rack_model[k]]
                    th = site.rack_units[k] * model.th_s
                    all_th += th
                    all_watts += th * model.j_per_th
                    if in_us == 1:
                        us_th += th
                        us_watts += th * model.j_per_th
    rest = world.rest[0]
    for k in range(rest.j_per_th.size):
        th = rest.installed_th_s[k] * rest.running[k]
        all_th += th
        all_watts += th * rest.j_per_th[k]
    now.fleet_j_per_th_us = ratio(us_watts, us_th)
    now.fleet_j_per_th_network = ratio(all_watts, all_th)


@rule
def landed_duty(world, vendor):
    """The lowest duty among the plants that may ship to the US, -1 when a ban leaves none."""
    trade = world.trade[0]
    lowest = -1.0
    for origin in range(N_ORIGINS):
        made = vendor.plant_share[origin] > 0.0 or (origin == UNITED_STATES and vendor.line_open == 1)
        barred = trade.banned == 1 and vendor.chinese == 1 and origin != UNITED_STATES
        if made and not barred and (lowest < 0.0 or trade.rate[origin] < lowest):
            lowest = trade.rate[origin]
    return lowest


@rule
def rigs(world):
    """Rig prices before and after duty, makers' shares and backlog. A maker a ban shuts out has no landed price."""
    now = world.now[0]
    sold = 0.0
    opening = 0.0
    for v in range(world.rows[0].n_vendors):
        sold += world.vendors[v].sold_26w_th
        opening += world.vendors[v].market_share
    weights = 0.0
    listed = 0.0
    open_weights = 0.0
    open_listed = 0.0
    landed = 0.0
    duty = 0.0
    backlog = 0.0
    capacity = 0.0
    for v in range(world.rows[0].n_vendors):
        vendor = world.vendors[v]
        share = ratio(vendor.market_share, opening)
        if sold > 0.0:
            share = vendor.sold_26w_th / sold
        now.vendor_share[v] = share
        weights += share
        listed += share * vendor.price_usd_per_th
        rate = landed_duty(world, vendor)
        if rate >= 0.0:
            # Where nothing is due, the American line is taken to be what ships.
            premium = line_premium(world, vendor, UNITED_STATES) if rate <= 0.0 else 0.0
            open_weights += share
            open_listed += share * vendor.price_usd_per_th
            landed += share * vendor.price_usd_per_th * (1.0 + rate + premium)
            duty += share * rate
        backlog += vendor.us_backlog_th + vendor.rest_backlog_th
        capacity += vendor.capacity_th_per_week
    now.list_price_usd_per_th = ratio(listed, weights)
    now.rig_price_usd_per_th = ratio(landed, open_weights)
    now.duty_rate_landed = ratio(duty, open_weights)
    now.duty_rate_china = world.trade[0].rate[CHINA]
    now.backlog_weeks = ratio(backlog, capacity)


@rule
def orders(world):
    """What firms ordered this week, by maker and by the country whose plant will build it."""
    now = world.now[0]
    books = world.books[0]
    for v in range(world.rows[0].n_vendors):
        now.orders_at_eh_s[v] = books.ordered_at_week_th[v] / 1e6
    for origin in range(N_ORIGINS):
        now.orders_from_eh_s[origin] = books.ordered_from_week_th[origin] / 1e6
