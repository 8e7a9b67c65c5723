"""Entry: who may come is drawn by keys of its own, who comes has won power and brings money."""

import numpy as np
import pytest

from consolidation import testing
from consolidation.catalog.capacities import N_FIRMS
from consolidation.catalog.codes import INVESTORS, SUPPLIERS
from consolidation.catalog.events import ENTERED
from consolidation.catalog.fixed import VALUES
from consolidation.catalog.payments import CONSTRUCTION, FOUNDING_CAPITAL
from consolidation.engine import draws
from consolidation.industry.agents import entry
from consolidation.industry.markets import power

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]


def auction(world):
    """The week's entrants, and the market in which they bid."""
    entry.scout(world)
    power.auction_megawatts(world)


def open_door(**params):
    """A region with free power in which anybody's rig pays back."""
    world = testing.industry(**{"miners_payback_weeks": 1_000.0, "entry_funded_share": 5.0, **params})
    world.regions[0].entrant_share = 1.0
    return world


def test_candidates_come_from_fixed_lots_whatever_else_there_is():
    worlds_seen = [open_door(entry_candidates_per_week=3), open_door(entry_candidates_per_week=3)]
    testing.firm(worlds_seen[1], 5e6)
    worlds_seen[1].rows[0].n_orders = 7
    found = []
    for world in worlds_seen:
        entry.scout(world)
        found.append([(int(c.kw), int(c.capital_cents), float(c.bid_usd_per_mwh)) for c in world.candidates[:3]])
    assert found[0] == found[1]
    assert len({kw for kw, _, _ in found[0]}) == 3
    who = entry.ENTRANT_IDS + 20 * 1 + 1
    params = worlds_seen[0].params[0]
    size = draws.lognormal(1, draws.ENTRANT_SIZE, 0, who, float(params.entry_size_mw), float(params.entry_size_log_sd))
    assert found[0][1][0] == int(size * 1000)


def test_sizes_follow_the_scenario():
    world = open_door(entry_candidates_per_week=20, entry_size_mw=5.0, entry_size_log_sd=0.8)
    sizes = []
    for week in range(1, 51):
        world.clock[0].week = week
        entry.scout(world)
        sizes.extend(world.candidates["kw"])
    assert np.median(sizes) == pytest.approx(5_000, rel=0.12)
    assert np.log(np.array(sizes)).std() == pytest.approx(0.8, rel=0.1)


@pytest.mark.parametrize("why", ["entry is closed", "rigs do not pay back", "no power", "banned"])
def test_nobody_comes(why):
    world = open_door()
    if why == "entry is closed":
        world.params[0].entry_entry = 0
    elif why == "rigs do not pay back":
        world.bitcoin[0].hashprice_usd_per_ph_day = 10.0
    elif why == "no power":
        world.regions[0].free_kw = 0
    else:
        world.trade[0].banned = 1
    entry.scout(world)
    assert world.candidates[0].kw == 0


def test_who_wins_power_enters_with_its_founders_money_and_builds():
    world = open_door()
    auction(world)
    candidate = world.candidates[0]
    assert candidate.won_kw == candidate.kw > 0
    free = int(world.regions[0].free_kw)
    entry.enter(world)
    assert world.rows[0].n_firms == 3
    firm = world.firms[2]
    assert firm.id == entry.ENTRANT_IDS + 20 * 1
    assert (firm.alive, firm.opening, firm.entry_week, firm.n_sites) == (1, 0, 1, 1)
    build = candidate.won_kw * world.params[0].power_site_usd_per_kw * 100 + world.params[0].entry_cost_musd * 1e8
    assert testing.paid(world, INVESTORS, 0, FOUNDING_CAPITAL) == candidate.capital_cents
    assert testing.paid(world, 0, SUPPLIERS, CONSTRUCTION) == pytest.approx(build, abs=1)
    assert testing.cash(world, 2) == candidate.capital_cents - testing.paid(world, 0, SUPPLIERS, CONSTRUCTION)
    site = world.sites[firm.sites[0]]
    assert (site.kw, site.ready_week) == (candidate.won_kw, 1 + VALUES["build_weeks"])
    assert free - world.regions[0].free_kw == site.kw
    assert world.books[0].entries == len(testing.events(world, ENTERED)) == 1
    assert testing.fault(world) == ""


@pytest.mark.parametrize("why", ["outbid", "too poor", "power gone since"])
def test_a_candidate_turns_back(why):
    world = open_door()
    auction(world)
    candidate = world.candidates[0]
    if why == "outbid":
        candidate.won_kw = candidate.kw // 2 - 1
    elif why == "too poor":
        candidate.capital_cents = 100
    else:
        world.regions[0].free_kw = candidate.won_kw - 1
    entry.enter(world)
    assert world.rows[0].n_firms == 2
    assert world.flows.sum() == 0


def test_with_a_full_table_of_firms_entrants_are_turned_away_and_counted():
    world = open_door()
    auction(world)
    world.rows[0].n_firms = N_FIRMS
    entry.enter(world)
    assert world.rows[0].n_firms == N_FIRMS
    assert world.books[0].turned_away == 1 and world.fault[0].code == 0
    assert world.flows.sum() == 0


def test_places_are_drawn_by_where_small_miners_settle():
    world = testing.blank()
    for share in (0.5, 0.0, 0.25, 0.25):
        testing.region(world, entrant_share=share)
    found = [int(entry.draw_region(world, u)) for u in (0.0, 0.49, 0.51, 0.74, 0.76, 0.9999999)]
    assert found == [0, 0, 2, 2, 3, 3]
