"""Investing: every firm's round of halls for AI, machines, power and going abroad; small miners monthly, majors every
other week.
"""

from ...catalog.codes import MAJOR, SMALL
from ...engine.rule import rule
from . import growth, landlord, ordering, relocation


@rule
def small_miners(world):
    """Each small miner decides on machines and power once a month, and now and then on going abroad."""
    round_of(world, SMALL, world.fixed[0].small_orders_every_weeks)


@rule
def majors(world):
    """Each major decides on machines, halls for AI, power, and going abroad."""
    round_of(world, MAJOR, world.fixed[0].major_orders_every_weeks)


@rule
def round_of(world, size_class, orders_every):
    """The decisions of all firms of a class, in the order of their rows."""
    clock = world.clock[0]
    rows = world.rows[0]
    for i in range(rows.n_firms):
        firm = world.firms[i]
        if firm.alive == 0 or firm.size_class != size_class:
            continue
        landlord.offer_halls(world, i)
        if (clock.week + firm.id) % orders_every == 0:
            payback = ordering.order_rigs(world, i)
            growth.seek_power(world, i, payback)
        relocation.consider(world, i)
