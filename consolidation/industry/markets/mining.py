"""The Bitcoin network: which rigs run, the week's blocks in epochs of 2016, and who gets the coins.

Difficulty retargets inside the week, by the protocol's own rule: the time of 2015 intervals against two weeks, clipped
to [1/4, 4]. The subsidy halves by height. Pooled miners (FPPS) are paid their share of expectation less the pool's fee;
solo miners by the blocks they find.
"""

from ...catalog.causes import BY_HALVING, BY_HASHPRICE
from ...catalog.codes import MINING, POOLED, SOLO
from ...catalog.events import HALVING, SHUTDOWN
from ...catalog.units import BLOCKS_PER_DAY, DAYS_PER_WEEK, H_PER_PH, KWH_PER_WATT_DAY, SAT_PER_BTC, SECONDS_PER_DAY
from ...engine import draws
from ...engine.arithmetic import floor, root, whole
from ...engine.rule import rule
from ..books.ledger import tell

SECONDS_PER_WEEK = 604_800.0
EPOCH_BLOCKS = 2_016
HALVING_BLOCKS = 210_000
HASHES_PER_DIFFICULTY = 4_294_967_296.0  # 2^32
FIRST_SUBSIDY_SAT = 5_000_000_000
MAX_ADJUSTMENT = 4.0
SECONDS_PER_BLOCK = 600.0
BLOCKS_PER_WEEK = 1_008.0
MOST_HALVINGS = 62  # a shift beyond a satoshi's bits
TOLD_KW = 1_000
"""A firm that stops drawing so much is told as an event."""
LEAST_EXPECTED, LEAST_LUCK = 16.0, 0.25
"""Where the normal stands for the Poisson count: guards of a dying network."""
SOME_DAY = 1e6
"""Weeks to a halving that does not come."""


@rule
def marginal_hashprice(world, firm):
    """What one more hash earns its owner: hashprice x (1 - k x own share), net of the pool's fee (USD/PH/day)."""
    p = world.params[0]
    b = world.bitcoin[0]
    share = firm.hash_th_s / max(b.network_th_s, 1.0)
    fee = p.mining_pool_fee if p.mining_pooling == POOLED else 0.0
    return b.hashprice_usd_per_ph_day * (1.0 - p.miners_conduct * share) * (1.0 - fee)


@rule
def net_power_price(world, site):
    """A site's power price less demand-response credit and the government's support (USD/MWh)."""
    p = world.params[0]
    region = world.regions[site.region]
    price = site.price_usd_per_mwh
    if p.mining_curtailment == 1:
        price -= region.credit_usd_per_mwh * site.curtailable
    if region.in_us == 1 and world.clock[0].week >= p.energy_support_week:
        price -= p.energy_support_usd_per_mwh
    return price


@rule
def hours_on(world, site):
    """The share of the week's hours in which a site is not curtailed."""
    p = world.params[0]
    if p.mining_curtailment == 0:
        return 1.0
    return 1.0 - p.mining_curtailed_hours * site.curtailable


@rule
def switch(world):
    """Run, in every mining site, the best rigs first,
    while they earn more than their power and within the site's kW.
    """
    rows = world.rows[0]
    for i in range(rows.n_firms):
        firm = world.firms[i]
        revenue = marginal_hashprice(world, firm)
        firm.hash_th_s = 0.0
        firm.us_th_s = 0.0
        was_drawing = firm.draw_kw
        firm.draw_kw = 0
        for s in range(firm.n_sites):
            site = world.sites[firm.sites[s]]
            run_site(world, site, revenue)
            firm.draw_kw += site.draw_kw
            firm.hash_th_s += site.hash_th_s
            if world.regions[site.region].in_us == 1:
                firm.us_th_s += site.hash_th_s
        if was_drawing > TOLD_KW and firm.draw_kw == 0:
            tell(world, SHUTDOWN, firm=i, kw=was_drawing, cause=BY_HASHPRICE)


@rule
def run_site(world, site, revenue_usd_per_ph_day):
    """Set one site's running rigs, its draw and its hash rate."""
    site.draw_kw = 0
    site.hash_th_s = 0.0
    if site.use != MINING or site.n_racks == 0 or site.ready_week > world.clock[0].week:
        return
    band = world.params[0].mining_switching_band
    cost = net_power_price(world, site)
    most = cost * (1.0 + band)
    least = cost * (1.0 - band)
    left = site.kw * 1000
    watts = 0
    th = 0.0
    for k in range(site.n_racks):
        model = world.models[site.rack_model[k]]
        earns = revenue_usd_per_ph_day / (KWH_PER_WATT_DAY * model.wall_j_per_th)
        # A band around break-even, so that a fleet does not flap.
        if earns > most:
            site.rack_on[k] = 1
        elif earns < least:
            site.rack_on[k] = 0
        if site.rack_on[k] == 1:
            units = site.rack_units[k]
            if units * model.watts > left:
                units = left // model.watts
            left -= units * model.watts
            watts += units * model.watts
            th += units * model.th_s
    site.draw_kw = (watts + 999) // 1000
    site.hash_th_s = th * hours_on(world, site)


@rule
def subsidy_sat(height):
    """The subsidy of the block after `height` (satoshi)."""
    halvings = (height + 1) // HALVING_BLOCKS
    return FIRST_SUBSIDY_SAT >> min(halvings, MOST_HALVINGS)


@rule
def hashprice(world):
    """Expected revenue of a petahash a day at the difficulty in force (USD/PH/day), fees included."""
    b = world.bitcoin[0]
    reward_btc = b.subsidy_sat / SAT_PER_BTC + b.fees_paid_btc_per_day / BLOCKS_PER_DAY
    return reward_btc * b.price_usd / (b.difficulty * HASHES_PER_DIFFICULTY) * H_PER_PH * SECONDS_PER_DAY


@rule
def mine(world):
    """A week of blocks: difficulty and subsidy change inside it; coins go to firms by share, the rest to the rest."""
    rows = world.rows[0]
    b = world.bitcoin[0]
    firms = 0.0
    us = 0.0
    for i in range(rows.n_firms):
        firms += world.firms[i].hash_th_s
        us += world.firms[i].us_th_s
    b.network_th_s = firms + b.rest_th_s
    b.us_th_s = us
    subsidies = find_blocks(world)
    fees = whole(b.fees_paid_btc_per_day * (DAYS_PER_WEEK * SAT_PER_BTC))
    b.issued_sat = subsidies + fees
    share_coins(world, subsidies / luck(world) + fees)
    b.hashprice_usd_per_ph_day = hashprice(world)
    weeks_to_halving(world)


@rule
def luck(world):
    """The week's blocks over their expected number:
    a Poisson count, as good as normal where there are a thousand a week.
    """
    if world.params[0].mining_block_luck == 0:
        return 1.0
    clock = world.clock[0]
    b = world.bitcoin[0]
    expected = SECONDS_PER_WEEK * b.network_th_s * 1e12 / (b.difficulty * HASHES_PER_DIFFICULTY)
    z = draws.normal(clock.seed, draws.BLOCK_LUCK, clock.week, 0)
    return max(1.0 + z / root(max(expected, LEAST_EXPECTED)), LEAST_LUCK)


@rule
def find_blocks(world):
    """Advance the chain by a week at the running hash rate and the week's luck; the subsidy issued (satoshi)."""
    p = world.params[0]
    b = world.bitcoin[0]
    pace_th_s = b.network_th_s * luck(world)
    b.blocks = 0
    issued = 0
    left = SECONDS_PER_WEEK
    while True:
        seconds = b.difficulty * HASHES_PER_DIFFICULTY / (pace_th_s * 1e12)
        until = EPOCH_BLOCKS - b.epoch_blocks
        if p.bitcoin_halving == 1:
            until = min(until, HALVING_BLOCKS - (b.height + 1) % HALVING_BLOCKS)
        possible = left / seconds + b.block_carry
        if possible < until:
            found = whole(possible)
            b.epoch_seconds += left
            b.block_carry = possible - found
            left = 0.0
        else:
            found = until
            taken = (until - b.block_carry) * seconds
            b.epoch_seconds += taken
            b.block_carry = 0.0
            left -= taken
        issued += found * b.subsidy_sat
        b.height += found
        b.blocks += found
        b.epoch_blocks += found
        if b.epoch_blocks == EPOCH_BLOCKS:
            b.difficulty = retarget(b.difficulty, b.epoch_seconds)
            b.epoch_blocks = 0
            b.epoch_seconds = 0.0
        if p.bitcoin_halving == 1 and subsidy_sat(b.height) != b.subsidy_sat:
            b.subsidy_sat = subsidy_sat(b.height)
            b.last_halving_week = world.clock[0].week
            tell(world, HALVING, th_s=b.network_th_s, cause=BY_HALVING)
        if left <= 0.0:
            return issued


@rule
def retarget(difficulty, epoch_seconds):
    """The next difficulty. The protocol times 2015 of the 2016 intervals and clips the change to [1/4, 4]."""
    timed = epoch_seconds * (EPOCH_BLOCKS - 1) / EPOCH_BLOCKS
    ratio = EPOCH_BLOCKS * SECONDS_PER_BLOCK / max(timed, 1e-9)
    return difficulty * min(max(ratio, 1.0 / MAX_ADJUSTMENT), MAX_ADJUSTMENT)


@rule
def share_coins(world, expected_sat):
    """Give each firm its coins; what firms do not mine,
    pools' fees and pools' luck included, is the rest of the world's.
    """
    clock = world.clock[0]
    rows = world.rows[0]
    p = world.params[0]
    b = world.bitcoin[0]
    b.mined_sat = 0
    blocks_left = b.blocks
    for i in range(rows.n_firms):
        firm = world.firms[i]
        firm.mined_sat = 0
        if firm.hash_th_s <= 0.0:
            continue
        share = firm.hash_th_s / b.network_th_s
        if p.mining_pooling == SOLO or firm.solo == 1:
            found = draws.poisson(clock.seed, draws.SOLO_LUCK, clock.week, firm.id, share * b.blocks)
            found = min(found, blocks_left)
            blocks_left -= found
            if b.blocks > 0:
                firm.mined_sat = b.issued_sat // b.blocks * found
        else:
            firm.mined_sat = floor(expected_sat * (share * (1.0 - p.mining_pool_fee)))
        firm.mined_sat = min(firm.mined_sat, b.issued_sat - b.mined_sat)
        firm.btc_sat += firm.mined_sat
        b.mined_sat += firm.mined_sat
    b.issued_total_sat += b.issued_sat
    b.mined_total_sat += b.mined_sat
    b.rest_total_sat += b.issued_sat - b.mined_sat


@rule
def weeks_to_halving(world):
    """Weeks until the next halving at ten minutes a block."""
    b = world.bitcoin[0]
    if world.params[0].bitcoin_halving == 1:
        b.weeks_to_halving = (HALVING_BLOCKS - (b.height + 1) % HALVING_BLOCKS) / BLOCKS_PER_WEEK
    else:
        b.weeks_to_halving = SOME_DAY
