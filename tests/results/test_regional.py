"""Power by region, of two regions drawn by hand: prices weighted by load, support deducted at home, NaN for none."""

import numpy as np
import pytest

from consolidation.catalog import tables
from consolidation.results.regional import regional


@pytest.fixture
def world():
    """Three mines at home, of which one stands still; one abroad that stands still; a third region without any."""
    world = tables.new_world()
    clock = world.clock[0]
    rows = world.rows[0]
    clock.week, rows.n_regions, rows.n_sites = 10, 3, 5
    world.regions[0].in_us = world.regions[2].in_us = 1
    world.regions[0].mining_kw, world.regions[0].ai_kw, world.regions[0].clearing_usd_per_mwh = 3_000, 500, 61.0
    for s, (region, kw, draw, price) in enumerate(
        [(0, 1_000, 1_000, 40.0), (0, 2_000, 2_000, 70.0), (0, 9_000, 0, 500.0), (1, 4_000, 0, 30.0), (0, 50, 50, 9.0)]
    ):
        site = world.sites[s]
        site.region, site.kw, site.draw_kw, site.price_usd_per_mwh, site.n_racks = region, kw, draw, price, 1
    world.sites[4].owner = -1
    return world


def test_prices_are_weighted_by_load_or_by_contract_where_all_stands_still(world):
    rows = regional(world)
    assert rows["miners_pay_usd_per_mwh"][:2].tolist() == [60.0, 30.0]
    assert (rows["mining_mw"][0], rows["ai_mw"][0]) == (3.0, 0.5)


def test_what_nobody_pays_and_where_no_auction_was_is_nan(world):
    rows = regional(world)
    assert np.isnan(rows["miners_pay_usd_per_mwh"][2])
    assert rows["clearing_usd_per_mwh"][0] == 61.0 and np.isnan(rows["clearing_usd_per_mwh"][1:]).all()


def test_energy_support_is_deducted_at_home_from_its_week_on(world):
    world.params[0].energy_support_usd_per_mwh, world.params[0].energy_support_week = 5.0, 11
    assert regional(world)["miners_pay_usd_per_mwh"][0] == 60.0
    world.clock[0].week = 11
    assert regional(world)["miners_pay_usd_per_mwh"][:2].tolist() == [55.0, 30.0]
