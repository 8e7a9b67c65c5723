"""Paired luck: an extra firm changes nobody else's draws, and scenarios are one until the week in which they differ."""

import numpy as np
import pytest

from consolidation import Scenario, Simulation, run
from consolidation.engine import draws
from consolidation.industry.opening import open_world
from consolidation.industry.opening.anonymous import relative_size

SCENARIO = "classroom"


def lived(overrides, weeks, seed=1, scenario=SCENARIO):
    """The series, events and flows of a run, as recorded."""
    simulation = Simulation(Scenario.load(scenario, overrides), seed, weeks)
    while not simulation.finished:
        simulation.step()
    return simulation.recorder


def test_an_extra_anonymous_firm_changes_nobody_elses_opening():
    base = Scenario.load("april-2025")
    few = open_world(base, 7)
    n, named = base.miners.anonymous, int(few.rows[0].n_named)
    sizes = [float(relative_size(few, who + 1)) for who in range(n + 1)]
    # Sizes are shares of a given whole: give the extra firm its own on top.
    whole = base.miners.anonymous_eh_s * sum(sizes) / sum(sizes[:n])
    many = open_world(base.with_overrides({"miners.anonymous": n + 1, "miners.anonymous_eh_s": whole}), 7)
    assert many.rows[0].n_firms == few.rows[0].n_firms + 1
    firms = slice(0, named + n)
    drawn = ("id", "payback_limit_weeks", "belief_drift", "growth_region", "btc_sat", "loan_due_week", "notes_due_week")
    for column in drawn:
        assert (few.firms[column][firms] == many.firms[column][firms]).all(), column
    cash = [w.accounts["cash_cents"][w.firms["account"][firms]] for w in (few, many)]
    assert (cash[0] == cash[1]).all()
    sites = slice(0, int(few.rows[0].n_sites))
    for column in (
        "owner",
        "region",
        "contract_end_week",
        "rack_model",
        "rack_units",
        "kw",
        "ready_week",
        "planned_week",
    ):
        assert (few.sites[column][sites] == many.sites[column][sites]).all(), column


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ({}, {"policy.ban_week": 30}, 30),
        ({}, {"energy.support_usd_per_mwh": 9.0, "energy.support_week": 25}, 25),
        ({}, {"rest_of_world.china_ban_week": 28}, 28),
        ({}, {"policy.ban_week": 40, "policy.ban_announced_week": 26}, 26),
        # The snapback is settled on 9 July 2025: in the fifteenth week. What buyers believe of it is the same.
        ({"tariffs.snapback_chance": 0.0}, {"tariffs.snapback_chance": 0.999999}, 15),
    ],
)
def test_two_scenarios_are_one_bit_for_bit_until_the_week_they_differ(one, other, first):
    weeks = first + 12
    a, b = lived(one, weeks), lived(other, weeks)
    assert a.series()[: first - 1].tobytes() == b.series()[: first - 1].tobytes()
    assert a.series()[first - 1 :].tobytes() != b.series()[first - 1 :].tobytes()
    for kind in ("events", "flows"):
        before = [rows[rows["week"] < first].tobytes() for rows in (getattr(a, kind)(), getattr(b, kind)())]
        assert before[0] == before[1], kind
        assert before[0]


def test_the_price_is_the_same_whatever_the_policy():
    a = lived({}, 60)
    b = lived({"policy.ban_week": 5, "tariffs.scale": 3.0, "ai.demand_scale": 0.0, "miners.anonymous": 3}, 60)
    for column in ("btc_price_usd", "fees_btc"):
        assert (a.series()[column] == b.series()[column]).all()


def test_worlds_lived_in_turns_do_not_touch_each_other():
    alone = [lived({}, 12, seed).series().tobytes() for seed in (1, 2)]
    both = [Simulation(SCENARIO, seed, 12) for seed in (1, 2)]
    for _ in range(12):
        for simulation in both:
            simulation.step()
    assert [simulation.recorder.series().tobytes() for simulation in both] == alone


def test_the_same_seed_is_the_same_world_to_the_last_bit():
    ends = []
    for _ in range(2):
        simulation = Simulation("april-2025", 11, 10)
        while not simulation.finished:
            simulation.step()
        ends.append(simulation.world.tobytes())
    assert ends[0] == ends[1]


def test_seeds_differ():
    ends = {lived({}, 3, seed).series().tobytes() for seed in range(5)}
    assert len(ends) == 5


@pytest.mark.bounds
@pytest.mark.parametrize("name", Scenario.names())
def test_every_scenario_that_ships_runs_without_a_breach(name):
    weeks = None if name == "classroom" else 30
    rows = run(name, seed=5, weeks=weeks, keep="series").rows()
    assert len(rows) == (weeks or Scenario.load(name).weeks)
    for column in rows.dtype.names:
        assert np.isfinite(rows[column]).all(), column


@pytest.mark.parametrize(
    "overrides",
    [
        {"mining.pooling": "solo"},
        {"power.auction": False},
        {"ai.buyers": False},
        {"ai.demand_scale": 5.0, "ai.min_site_mw": 5.0},
        {"tariffs.scale": 5.0},
        {"policy.ban_week": 3},
        {"policy.ban_week": 3, "policy.ban_diverted": 1.0},
        {"takeovers.distressed": False, "takeovers.mergers": False},
        {"takeovers.offers_per_week": 20.0, "takeovers.premium": 0.0, "takeovers.synergy": 1.0},
        {"entry.entry": True, "entry.candidates_per_week": 3, "entry.funded_share": 5.0},
        {"miners.conduct": 1.0},
        {"capital.lending": False, "capital.equity": False},
        {"bitcoin.volatility": 2.0, "bitcoin.jumps_per_year": 12.0},
        {"bitcoin.price_model": "bootstrap"},
        {"bitcoin.drift": -1.0},
        {"bitcoin.opening_height": 1_049_900},
        {"vendors.deposit_share": 1.0},
        {"vendors.transit_weeks": 0, "vendors.domestic_transit_weeks": 0, "vendors.lead_weeks": 1},
        {"relocation.gap_usd_per_mwh": 0.0, "relocation.risk_usd_per_mwh": 0.0, "relocation.pace": 1.0},
        {"power.expiring_per_year": 1.0, "power.contract_years": 0.5},
        {"mining.failure_per_week": 0.05},
        {"miners.anonymous": 0},
        {"rest_of_world.growth_scale": 10.0},
        {"energy.support_usd_per_mwh": 100.0},
    ],
    ids=lambda overrides: " ".join(f"{key}={value}" for key, value in overrides.items()),
)
def test_the_books_balance_at_the_far_ends_of_the_levers(overrides):
    rows = run(Scenario.load(SCENARIO, overrides), seed=2, weeks=80, keep="series").rows()
    assert np.isfinite(rows["hashprice_usd_per_ph_day"]).all()
    assert (rows["network_hash_eh_s"] > 0).all()


def test_an_entrant_is_the_same_firm_in_every_scenario():
    # Its identity is its lot's, and every draw about it is keyed by that.
    a = lived({"entry.funded_share": 5.0}, 60, scenario="april-2025")
    b = lived({"entry.funded_share": 5.0, "miners.anonymous": 150}, 60, scenario="april-2025")
    ids = []
    for recorder in (a, b):
        n = int(recorder._world["rows"]["n_firms"][0])
        firms = recorder._world["firms"][:n]
        ids.append({int(f["id"]): float(f["payback_limit_weeks"]) for f in firms if f["opening"] == 0})
    shared = set(ids[0]) & set(ids[1])
    assert shared
    assert all(ids[0][who] == ids[1][who] for who in shared)
    seed, params = 1, Scenario.load("april-2025").miners
    for who in shared:
        expected = draws.lognormal(seed, draws.ENTRANT_HURDLE, 0, who, params.payback_weeks, params.payback_log_sd)
        assert ids[0][who] == expected
