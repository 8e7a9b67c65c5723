"""The calendar: a week begins, and what belongs to one week only is cleared."""

from ...catalog.capacities import N_VENDORS
from ...catalog.codes import N_ORIGINS
from ...engine.rule import rule


@rule
def begin_week(world):
    """Turn the calendar to the next week and clear what belongs to one week only."""
    world.clock[0].week += 1
    books = world.books[0]
    books.duty_week_cents = 0
    books.duty_flow_cents = 0
    books.forfeited_week_cents = 0
    books.ordered_week_th = 0.0
    for origin in range(N_ORIGINS):
        books.ordered_from_week_th[origin] = 0.0
    for v in range(N_VENDORS):
        books.ordered_at_week_th[v] = 0.0
