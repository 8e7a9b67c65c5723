"""The opening state: a scenario and a seed become a world in which week one can begin.

What does not depend on the seed (regions, makers, models, named firms, duties) is built once a scenario and copied;
what does (anonymous firms, contract ends, beliefs) is drawn by compiled rules, so that a sweep can open thousands of
worlds.
"""

from functools import lru_cache
from typing import Any

from ...catalog import fixed
from ...catalog.capacities import MAX_WEEKS, N_ACCOUNTS, N_FIRMS
from ...catalog.errors import BadInput
from ...catalog.tables import copied, new_world
from ...scenario.scenario import Scenario
from ..holdings import stock
from . import anonymous, named, places, purchases, rest


def open_world(scenario: Scenario, seed: int = 1, weeks: int | None = None) -> Any:
    """The world on the eve of week one: a 0-d recarray of dtype `tables.WORLD`.

    Raises BadInput if the seed, the weeks or the number of firms is out of range.
    """
    weeks = scenario.weeks if weeks is None else weeks
    if not 0 <= seed < 2**63:
        raise BadInput(f"seed: {seed} is not allowed; a whole number from 0 to 2^63 - 1 is")
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"weeks: {weeks} is not allowed; 1 to {MAX_WEEKS} are")
    firms = len(scenario.firms) + scenario.miners.anonymous
    if firms > N_FIRMS:
        raise BadInput(
            f"miners.anonymous: {firms} firms are more than the {N_FIRMS} this process holds; "
            "set the environment variable CONSOLIDATION_FIRMS to a larger number"
        )
    world = copied(_template(scenario))
    world.clock[0].seed = seed
    world.clock[0].weeks = weeks
    anonymous.open_firms(world)
    purchases.open_small_orders(world)
    finish(world)
    return world


@lru_cache(maxsize=32)
def _template(scenario: Scenario) -> Any:
    """The part of the opening that every seed shares."""
    world = new_world()
    rows = world.rows[0]
    rows.free_order = -1
    rows.free_site = -1
    scenario.fill_params(world.params[0])
    fixed.fill(world.fixed[0], scenario.fixed)
    places.open_accounts(world)
    places.open_regions(world, scenario)
    places.open_models(world, scenario)
    places.open_bitcoin(world, scenario)
    places.open_vendors(world, scenario)
    places.open_duties(world, scenario)
    named.open_firms(world, scenario)
    purchases.open_major_orders(world, scenario)
    rest.open_classes(world)
    return world


def finish(world: Any) -> None:
    """Close the opening books: region supplies and prices, the rest of the world,
    balances everything is measured from.
    """
    anonymous.settle_regions(world)
    rest.open_rest(world)
    stock.take_stock(world)
    world.accounts["opened_cents"][:N_ACCOUNTS] = world.accounts["cash_cents"]
    world.accounts["flow_cents"] = 0
    world.flows[...] = 0
    for name in ("issued_total_sat", "mined_total_sat", "rest_total_sat", "sold_total_sat"):
        world.bitcoin[0][name] = 0
    world.bitcoin[0].opening_sat = int(world.firms["btc_sat"].sum())
    world.books[0].lender_book_cents = int(world.firms["loan_cents"].sum() + world.firms["notes_cents"].sum())
    world.rows[0].n_opening = world.rows[0].n_firms
    world.rows[0].n_events = 0
