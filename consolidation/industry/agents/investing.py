"""Majors: they order every other week, offer their halls to AI, grow at home or abroad."""

from ...catalog.codes import MAJOR
from ...engine.rule import rule
from . import growth, landlord, ordering, relocation

ORDERS_EVERY = 2  # weeks


@rule
def invest(world):
    """Each major decides on machines, halls for AI, power, and going abroad."""
    clock = world.clock[0]
    for i in range(clock.n_firms):
        firm = world.firms[i]
        if firm.alive == 0 or firm.klass != MAJOR:
            continue
        landlord.offer_halls(world, i)
        if (clock.week + firm.id) % ORDERS_EVERY == 0:
            payback = ordering.order_rigs(world, i)
            growth.seek_power(world, i, payback)
        relocation.consider(world, i)
