"""Going abroad: rented American mines move when a foreign country is cheaper all in, machines and all."""

import pytest

from consolidation import testing
from consolidation.catalog.codes import HOSTED, HOSTING, MAJOR, OWNED, SUPPLIERS
from consolidation.catalog.events import MOVED_ABROAD
from consolidation.catalog.payments import MOVING
from consolidation.industry.agents import relocation

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def choice(there=15.0, week=12, **params):
    """Firm 0 rents 20 MW at 60 USD/MWh; a country of medium risk posts `there`."""
    world = testing.industry(**{"relocation_gap_usd_per_mwh": 9.0, "relocation_risk_usd_per_mwh": 7.0, **params})
    testing.region(world, in_us=0, free_kw=100_000, posted_usd_per_mwh=there, risk_steps=1.0)
    world.sites[0].price_usd_per_mwh = 60.0
    testing.close_books(world)
    world.clock[0].week = week  # firm 0 has id 1: it looks in weeks 12, 25 ...
    return world


def all_in(world, there):
    """Price, two steps' risk, and the move spread over five years."""
    return there + 14.0 + world.params[0].relocation_moving_usd_per_kw * 1000 / (5 * 8766)


def test_a_firm_goes_when_the_gap_is_wide_enough():
    world = choice()
    edge = 60.0 - 9.0 - (all_in(world, 0.0))
    assert world.rows[0].n_events == 0
    for there, moved in ((edge + 0.01, 0), (edge - 0.01, 1)):
        world = choice(there)
        relocation.consider(world, 0)
        assert len(testing.events(world, MOVED_ABROAD)) == moved


def test_a_small_firm_moves_whole_with_its_machines_and_pays_for_it():
    world = choice()
    before = testing.cash(world, 0)
    relocation.consider(world, 0)
    new = world.sites[world.firms[0].sites[0]]
    assert (new.region, new.kw, new.price_usd_per_mwh, new.rack_units[0]) == (1, 20_000, 15.0, 4_000)
    assert new.ready_week == 12 + 8
    cents = 20_000 * world.params[0].relocation_moving_usd_per_kw * 100
    assert before - testing.cash(world, 0) <= testing.paid(world, 0, SUPPLIERS, MOVING) == cents
    assert (world.regions[0].free_kw, world.regions[1].free_kw) == (70_000, 80_000)
    assert world.firms[0].n_sites == 1
    assert testing.fault(world) == ""


def test_a_major_moves_in_portions():
    world = choice(relocation_pace=0.5)
    world.firms[0].size_class = MAJOR
    relocation.consider(world, 0)
    home, new = world.sites[0], world.sites[world.firms[0].sites[1]]
    assert (home.kw, new.kw) == (10_000, 10_000)
    assert home.rack_units[0] + new.rack_units[0] + world.firms[0].store_units.sum() == 4_000
    assert testing.fault(world) == ""


@pytest.mark.parametrize(
    "why", ["forbidden", "another week", "owned", "nothing free", "no money", "abroad already", "too few machines"]
)
def test_a_firm_stays(why):
    world = choice(week=13 if why == "another week" else 12, relocation_allowed=0 if why == "forbidden" else 1)
    if why == "owned":
        world.sites[0].tenure = OWNED
    elif why == "nothing free":
        world.regions[1].free_kw = 999
    elif why == "no money":
        world.accounts[world.firms[0].account].cash_cents = 0
        world.firms[0].btc_sat = world.firms[0].credit_limit_cents = 0
    elif why == "too few machines":
        world.params[0].relocation_pace = 0.4
        world.firms[0].size_class = MAJOR
    elif why == "abroad already":
        world.regions[0].in_us = 0
    before = world.tobytes()
    relocation.consider(world, 0)
    assert world.tobytes() == before


def test_a_tenant_that_goes_leaves_its_slot_to_the_host():
    world = choice()
    hall = testing.site(world, 1, 0, 30_000, tenure=OWNED, use=HOSTING, hosted_kw=20_000)
    world.sites[0].tenure, world.sites[0].host_site = HOSTED, hall
    testing.close_books(world)
    relocation.consider(world, 0)
    assert world.sites[hall].hosted_kw == 0
    assert world.sites[world.firms[0].sites[0]].region == 1
    assert testing.fault(world) == ""


def test_the_least_risky_of_equal_prices_is_chosen():
    world = choice()
    testing.region(world, in_us=0, free_kw=100_000, posted_usd_per_mwh=15.0, risk_steps=0.0)
    testing.region(world, in_us=0, free_kw=100, posted_usd_per_mwh=1.0)
    assert relocation.best_country(world) == 2
