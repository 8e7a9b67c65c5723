"""Policy: duties by origin and date, the pause and its snapback, the import ban, customs claims, energy support.

Duties are dated rows that a scenario adds or removes. A row takes force in the week that contains its day. A row with a
chance below one is settled on its day by a keyed draw, one draw for all rows of that day, so the three countries snap
back together.
"""

from ...catalog.causes import BY_DUTY
from ...catalog.codes import N_ORIGINS
from ...catalog.events import BAN_ANNOUNCED, DUTY_CHANGED, IMPORT_BAN, PAUSE_ENDED, SUPPORT_CHANGED
from ...catalog.units import DAYS_A_WEEK
from ...engine import draws
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import tell

JANUARY_2025 = 739_282  # ordinal of 31 January 2025, the day against which tariffs are scaled


@rule
def read_news(world):
    """Duties in force this week, what is announced, bans, and the government's support."""
    settle_uncertain_duties(world)
    for origin in range(N_ORIGINS):
        read_duty(world, origin)
    read_uncertainty(world)
    week = world.clock[0].week
    p = world.params[0]
    trade = world.trade[0]
    if p.policy_ban_announced_week > 0 and week == p.policy_ban_announced_week:
        tell(world, BAN_ANNOUNCED)
    if p.policy_ban_week > 0 and week >= p.policy_ban_week and trade.banned == 0:
        trade.banned = 1
        tell(world, IMPORT_BAN)
    if p.energy_support_usd_per_mwh > 0.0 and week == p.energy_support_week:
        tell(world, SUPPORT_CHANGED, cents=whole(p.energy_support_usd_per_mwh * 100.0))


@rule
def last_day(world):
    """The ordinal of the running week's Sunday."""
    clock = world.clock[0]
    return clock.start_day + DAYS_A_WEEK * clock.week - 1


@rule
def settle_uncertain_duties(world):
    """Draw, once a day of the calendar, whether the uncertain rows of that day come."""
    clock = world.clock[0]
    rows = world.rows[0]
    told = 0
    for i in range(rows.n_duties):
        row = world.duties[i]
        if row.settled == 0 and row.chance < 1.0 and row.day <= last_day(world):
            # Keyed by the day alone: another scenario's week count or chance does not change the luck.
            came = draws.chance(clock.seed, draws.SNAPBACK, 0, row.day, row.chance)
            row.settled = 1 if came else 2
            if told == 0:
                tell(world, PAUSE_ENDED, cents=1 if came else 0, cause=BY_DUTY)
                told = 1


@rule
def scaled(world, january, rate):
    """duty = January-2025 rate + `tariffs.scale` x (rate - January-2025 rate), never below zero."""
    return max(january + world.params[0].tariffs_scale * (rate - january), 0.0)


@rule
def read_duty(world, origin):
    """The duty on one origin this week, and the next change that is announced for certain."""
    clock = world.clock[0]
    rows = world.rows[0]
    trade = world.trade[0]
    sunday = last_day(world)
    january = 0.0
    january_day = -1
    rate = 0.0
    rate_day = -1
    coming = 0.0
    coming_day = 0
    for i in range(rows.n_duties):
        row = world.duties[i]
        if row.origin != origin or row.settled == 2:
            continue
        if row.day <= JANUARY_2025 and row.day >= january_day:
            january = row.rate
            january_day = row.day
        if row.day <= sunday:
            if row.day >= rate_day:
                rate = row.rate
                rate_day = row.day
        elif row.chance >= 1.0 and row.announced_day <= sunday and (coming_day == 0 or row.day < coming_day):
            coming = row.rate
            coming_day = row.day
    before = trade.rate[origin]
    trade.january_rate[origin] = january
    trade.rate[origin] = scaled(world, january, rate)
    trade.coming_week[origin] = 0
    if coming_day > 0:
        trade.coming_week[origin] = (coming_day - clock.start_day) // DAYS_A_WEEK + 1
        trade.coming_rate[origin] = scaled(world, january, coming)
    if clock.week > 1 and trade.rate[origin] != before:
        tell(world, DUTY_CHANGED, other=origin, cents=whole(trade.rate[origin] * 1e6 + 0.5), cause=BY_DUTY)


@rule
def read_uncertainty(world):
    """The next uncertain change that is known of: its week and what it would bring to each origin."""
    clock = world.clock[0]
    rows = world.rows[0]
    trade = world.trade[0]
    sunday = last_day(world)
    day = 0
    for i in range(rows.n_duties):
        row = world.duties[i]
        if row.settled == 0 and row.chance < 1.0 and row.announced_day <= sunday and (day == 0 or row.day < day):
            day = row.day
    trade.uncertain_week = 0
    if day == 0:
        return
    trade.uncertain_week = (day - clock.start_day) // DAYS_A_WEEK + 1
    for origin in range(N_ORIGINS):
        trade.uncertain_rate[origin] = trade.rate[origin]
    for i in range(rows.n_duties):
        row = world.duties[i]
        if row.settled == 0 and row.chance < 1.0 and row.day == day:
            trade.uncertain_rate[row.origin] = scaled(world, trade.january_rate[row.origin], row.rate)


@rule
def certain_duty(world, origin, week):
    """The duty an order from `origin` meets in `week` if no uncertain change comes (ad valorem)."""
    trade = world.trade[0]
    if trade.coming_week[origin] > 0 and week >= trade.coming_week[origin]:
        return trade.coming_rate[origin]
    return trade.rate[origin]
