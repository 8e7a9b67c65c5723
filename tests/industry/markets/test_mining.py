"""The network: difficulty against a chain mined block by block, halving by height, who runs and who gets the coins."""

import math
import statistics

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consolidation import testing
from consolidation.catalog.codes import CONVERTING
from consolidation.catalog.events import HALVING, SHUTDOWN
from consolidation.industry.markets import mining
from consolidation.scenario import facts

pytestmark = [pytest.mark.interpreted, pytest.mark.bounds]

WEEK = 604_800.0


class Chain:
    """Bitcoin's rules again, one block after the other: 2016 blocks an epoch, of which 2015 intervals are timed."""

    def __init__(self, b):
        self.height, self.difficulty, self.done = int(b.height), float(b.difficulty), 0.0
        self.in_epoch, self.timed = int(b.epoch_blocks), float(b.epoch_seconds)

    def live(self, seconds, th_s):
        """Mine for so long; the satoshis issued."""
        issued = 0
        while seconds > 0:
            whole = self.difficulty * 2.0**32 / (th_s * 1e12)
            need = (1.0 - self.done) * whole
            if need > seconds:
                self.done += seconds / whole
                self.timed += seconds
                return issued
            seconds -= need
            self.timed += need
            self.done = 0.0
            self.height += 1
            self.in_epoch += 1
            issued += 50 * 10**8 // 2 ** (self.height // 210_000)
            if self.in_epoch == 2016:
                ratio = 2016 * 600.0 / (self.timed * 2015 / 2016)
                self.difficulty *= min(max(ratio, 0.25), 4.0)
                self.in_epoch, self.timed = 0, 0.0
        return issued


def chain_world(height=890_200, difficulty=100e12, epoch=0, **params):
    world = testing.blank(**{"mining_block_luck": 0, **params})
    b = world.bitcoin[0]
    b.height, b.difficulty, b.epoch_blocks, b.epoch_seconds = height, difficulty, epoch, epoch * 600.0
    b.subsidy_sat = mining.subsidy_sat(height)
    return world


def pace(world, factor=1.0):
    """The hash rate, in TH/s, at which a block takes ten minutes over `factor`."""
    return factor * world.bitcoin[0].difficulty * 2.0**32 / 600.0 / 1e12


@settings(max_examples=20)
@example([1.0] * 8, 0, 890_200)
@example([5.0, 0.2, 5.0, 0.2, 0.2, 0.2, 0.2], 2_000, 890_200)
@given(
    st.lists(st.floats(0.2, 6.0), min_size=1, max_size=8), st.integers(0, 2015), st.sampled_from([890_200, 1_049_500])
)
def test_the_chain_agrees_with_one_mined_block_by_block(factors, epoch, height):
    world = chain_world(height=height, epoch=epoch)
    chain, th_s = Chain(world.bitcoin[0]), pace(world)
    for factor in factors:
        world.bitcoin[0].network_th_s = factor * th_s
        issued = mining.find_blocks(world)
        expected = chain.live(WEEK, factor * th_s)
        b = world.bitcoin[0]
        # Rounding may put the block on the stroke of midnight into either week.
        assert abs(b.height - chain.height) <= 1
        assert b.difficulty == pytest.approx(chain.difficulty, rel=1e-9)
        assert abs(issued - expected) <= b.subsidy_sat * 2


def test_ten_minutes_a_block_are_1008_blocks_a_week_and_a_steady_difficulty():
    world = chain_world()
    world.bitcoin[0].network_th_s = pace(world)
    for _ in range(2):
        mining.find_blocks(world)
        assert world.bitcoin[0].blocks == 1008
    # The protocol times 2015 of 2016 intervals: in balance, difficulty creeps up by a two-thousandth each time.
    assert world.bitcoin[0].difficulty == pytest.approx(100e12 * 2016 / 2015, rel=1e-12)
    assert world.bitcoin[0].epoch_blocks == 0


@pytest.mark.parametrize(("factor", "clipped"), [(40.0, 4.0), (1 / 40.0, 0.25)])
def test_difficulty_changes_by_four_at_most(factor, clipped):
    assert mining.retarget(1e12, 2016 * 600.0 / factor) == 1e12 * clipped


def test_twice_the_hash_rate_twice_the_difficulty():
    assert mining.retarget(1e12, 2016 * 300.0) == pytest.approx(2e12 * 2016 / 2015, rel=1e-12)


def test_fractions_of_blocks_are_carried():
    world = chain_world(difficulty=1e15)
    world.bitcoin[0].network_th_s = pace(world, 0.5 / 1008)  # half a block a week
    found = []
    for _ in range(6):
        mining.find_blocks(world)
        found.append(int(world.bitcoin[0].blocks))
    assert found == [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("height", "sat"), [(0, 50e8), (839_998, 6.25e8), (839_999, 3.125e8), (840_000, 3.125e8), (1_049_999, 1.5625e8)]
)
def test_the_subsidy_of_the_next_block_halves_by_height(height, sat):
    assert mining.subsidy_sat(height) == sat


def test_a_halving_inside_the_week_pays_old_and_new_subsidies():
    world = chain_world(height=1_049_999 - 300, difficulty=1e14)
    world.bitcoin[0].network_th_s = pace(world)
    issued = mining.find_blocks(world)
    assert issued == 300 * 312_500_000 + 708 * 156_250_000
    assert world.bitcoin[0].subsidy_sat == 156_250_000
    assert world.bitcoin[0].last_halving_week == world.clock[0].week
    assert len(testing.events(world, HALVING)) == 1


def test_without_halving_the_subsidy_stays_and_never_seems_near():
    world = chain_world(height=1_049_999 - 300, bitcoin_halving=0)
    world.bitcoin[0].network_th_s = pace(world)
    assert mining.find_blocks(world) == 1008 * 312_500_000
    mining.weeks_to_halving(world)
    assert world.bitcoin[0].weeks_to_halving == 1e6


def test_weeks_to_halving_count_blocks_at_ten_minutes():
    world = chain_world(height=1_049_999 - 2 * 1008)
    mining.weeks_to_halving(world)
    assert world.bitcoin[0].weeks_to_halving == 2.0


def test_hashprice_agrees_with_the_monthly_record():
    from consolidation.scenario.tables import DATA

    months = facts.read_months(DATA / "bitcoin_monthly.csv")
    world = testing.blank()
    b = world.bitcoin[0]
    off = []
    for month in months:
        b.subsidy_sat = int(month.subsidy_btc_per_block * 1e8)
        b.fees_paid_btc_per_day = month.fees_btc_per_day
        b.price_usd, b.difficulty = month.price_usd_mean, month.difficulty_mean
        off.append(mining.hashprice(world) / month.hashprice_usd_per_ph_day - 1.0)
    # A month's means are not the mean of its days; in a month of calm they are.
    assert max(map(abs, off)) < 0.10
    assert sorted(map(abs, off))[len(off) // 2] < 0.02
    assert len(off) > 70


def one_site(units=4_000, **params):
    """One firm with a site of 10 MW and machines of 17.5 J/TH, 3.5 kW and 200 TH/s each."""
    world = testing.blank(**params)
    testing.region(world, credit_usd_per_mwh=5.0)
    m = testing.model(world)
    testing.vendor(world, m)
    s = testing.site(world, testing.firm(world, 1e6))
    testing.machines(world, s, m, units)
    return testing.close_books(world), world.sites[s]


def test_a_rig_that_earns_more_than_its_power_runs_within_the_site_s_kilowatts():
    world, site = one_site()
    mining.switch(world)
    # 10 MW hold 2857 machines of 3.5 kW.
    assert site.draw_kw == math.ceil(2857 * 3.5)
    assert site.hash_th_s == 2857 * 200.0
    assert world.firms[0].hash_th_s == world.firms[0].us_th_s == 2857 * 200.0


@pytest.mark.parametrize(
    ("over", "before", "after"), [(1.05, 0, 1), (1.03, 0, 0), (1.03, 1, 1), (0.97, 1, 1), (0.95, 1, 0)]
)
def test_rigs_switch_with_a_band_around_break_even(over, before, after):
    world, site = one_site(mining_switching_band=0.04, mining_pool_fee=0.0)
    break_even = testing.HASHPRICE / (0.024 * 17.5)
    site.price_usd_per_mwh = break_even / over
    site.rack_on[0] = before
    mining.switch(world)
    assert site.rack_on[0] == after
    assert (site.draw_kw > 0) == bool(after)


def test_the_best_rigs_run_first():
    world, site = one_site(units=1_000)
    better = testing.model(world, 200.0, 3_000)
    testing.machines(world, 0, better, 2_500)
    mining.switch(world)
    # 2500 x 3.0 kW first, then 714 of 3.5 kW.
    assert site.draw_kw == 7_500 + 2_499
    assert site.hash_th_s == (2_500 + 714) * 200.0


def test_a_curtailed_site_loses_hours_and_gets_the_credit():
    world, site = one_site(mining_curtailed_hours=0.04)
    site.curtailable = 0.5
    mining.switch(world)
    assert site.hash_th_s == pytest.approx(2857 * 200.0 * 0.98, rel=1e-12)
    assert mining.net_power_price(world, site) == 40.0 - 2.5
    world.params[0].mining_curtailment = 0
    mining.switch(world)
    assert site.hash_th_s == 2857 * 200.0
    assert mining.net_power_price(world, site) == 40.0


def test_energy_support_is_for_american_sites_from_its_week_on():
    world, site = one_site(energy_support_usd_per_mwh=7.0, energy_support_week=3)
    site.curtailable = 0.0
    world.clock[0].week = 2
    assert mining.net_power_price(world, site) == 40.0
    world.clock[0].week = 3
    assert mining.net_power_price(world, site) == 33.0
    world.regions[0].in_us = 0
    assert mining.net_power_price(world, site) == 40.0


def test_a_firm_counts_its_own_effect_by_its_conduct():
    world, _ = one_site(miners_conduct=0.5, mining_pool_fee=0.02)
    world.firms[0].hash_th_s = 0.25 * world.bitcoin[0].network_th_s
    assert mining.marginal_hashprice(world, world.firms[0]) == pytest.approx(
        testing.HASHPRICE * 0.875 * 0.98, rel=1e-12
    )
    world.params[0].mining_pooling = 1
    assert mining.marginal_hashprice(world, world.firms[0]) == pytest.approx(testing.HASHPRICE * 0.875, rel=1e-12)


@pytest.mark.parametrize("why", ["not built yet", "converting"])
def test_a_site_that_does_not_mine_draws_nothing(why):
    world, site = one_site()
    if why == "converting":
        site.use = CONVERTING
    else:
        site.ready_week = 2
    mining.switch(world)
    assert (site.draw_kw, site.hash_th_s) == (0, 0.0)


def test_a_whole_firm_that_stops_is_told_of():
    world, site = one_site()
    mining.switch(world)
    site.price_usd_per_mwh = 500.0
    mining.switch(world)
    assert [event.kw for event in testing.events(world, SHUTDOWN)] == [10_000]


def test_pooled_coins_follow_shares_less_the_fee_and_none_is_lost():
    world = testing.industry(mining_pool_fee=0.02, mining_block_luck=0)
    mining.switch(world)
    world.bitcoin[0].fees_paid_btc_per_day = 6.0
    mining.mine(world)
    b = world.bitcoin[0]
    assert b.issued_sat == b.blocks * 312_500_000 + 42 * 10**8
    for i in range(2):
        firm = world.firms[i]
        assert firm.mined_sat == math.floor(b.issued_sat * (firm.hash_th_s / b.network_th_s * 0.98))
    assert b.mined_sat == world.firms["mined_sat"].sum() > 0
    assert b.issued_total_sat == b.mined_total_sat + b.rest_total_sat
    assert testing.fault(world) == ""


def test_blocks_come_with_the_luck_of_a_poisson_count():
    world = chain_world(mining_block_luck=1)
    b = world.bitcoin[0]
    found = []
    for week in range(1, 401):
        world.clock[0].week = week
        b.difficulty, b.epoch_blocks = 100e12, 0
        b.network_th_s = pace(world)
        mining.find_blocks(world)
        found.append(int(b.blocks))
    assert statistics.mean(found) == pytest.approx(1008, abs=3 * math.sqrt(1008 / 400))
    assert statistics.stdev(found) == pytest.approx(math.sqrt(1008), rel=0.12)


def test_a_pool_pays_the_expected_coins_whatever_its_luck():
    world = testing.industry(mining_pool_fee=0.02)
    mining.switch(world)
    paid, blocks = set(), set()
    for week in range(1, 9):
        world.clock[0].week = week
        world.bitcoin[0].difficulty, world.bitcoin[0].epoch_blocks = 113.7575e12, 0
        mining.mine(world)
        paid.add(int(world.firms[0].mined_sat))
        blocks.add(int(world.bitcoin[0].blocks))
    assert len(blocks) > 4
    assert max(paid) - min(paid) <= 0.003 * max(paid)


def test_solo_luck_has_the_pooled_mean_without_the_fee():
    world = testing.industry(mining_pooling=1)
    b, firm = world.bitcoin[0], world.firms[0]
    firm.hash_th_s, world.firms[1].hash_th_s, b.network_th_s, b.blocks = 8e6, 0.0, 800e6, 1008
    b.issued_sat = 1008 * 312_500_000
    found = []
    for week in range(1, 401):
        world.clock[0].week = week
        mining.share_coins(world, float(b.issued_sat))
        found.append(int(firm.mined_sat) // 312_500_000)
        assert firm.mined_sat % 312_500_000 == 0
    # Poisson with mean 1008 / 100 a week: over 400 weeks the mean's standard error is 0.16.
    assert sum(found) / 400 == pytest.approx(10.08, abs=0.6)
    assert len(set(found)) > 8
