"""The industry under Mesa: agents, DataCollector, batch_run, and models that are freed."""

import gc
import pickle
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

from consolidation import BadInput, Industry, Scenario, run
from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.tables import FIRMS
from consolidation.faces.mesa.industry import AIBuyer, Major, RigVendor, SmallMiner
from consolidation.industry.levers import live_parameters

WEEKS = 30


def lived(steps, **levers):
    industry = Industry("classroom", seed=3, **levers)
    for _ in range(steps):
        industry.step()
    return industry


@pytest.fixture(scope="module")
def industry():
    return lived(WEEKS)


def test_it_is_a_mesa_model_with_agents_by_type():
    industry = Industry("classroom")
    assert isinstance(industry, mesa.Model)
    assert industry.running and industry.week == industry.steps == 0
    counts = {kind: len(industry.agents_by_type[kind]) for kind in (SmallMiner, Major, AIBuyer, RigVendor)}
    assert sum(counts.values()) == len(industry.agents)
    assert counts[SmallMiner] + counts[Major] == 24
    assert counts[RigVendor] == len(industry.scenario.makers)
    assert all(isinstance(agent, mesa.Agent) and agent.name for agent in industry.agents)
    assert len({agent.unique_id for agent in industry.agents}) == len(industry.agents)


def test_week_by_week_it_equals_run(industry):
    result = run("classroom", seed=3, weeks=WEEKS)
    pd.testing.assert_frame_equal(industry.series, result.series, check_exact=True)
    pd.testing.assert_frame_equal(industry.events, result.events, check_exact=True)


def test_every_column_of_a_firm_is_an_attribute(industry):
    firm = next(iter(industry.agents_by_type[Major]))
    for column in FIRMS.names:
        assert hasattr(firm, column), column
    assert firm.cash_usd == industry.world.accounts[firm.account].cash_cents / 100
    assert isinstance(firm.hash_eh_s, float)
    firm.sites[:] = -7  # a copy: an observer cannot move the industry
    assert (industry.world.firms[firm.row].sites != -7).all()
    with pytest.raises(AttributeError, match="has no 'colour'"):
        _ = firm.colour


def test_vendors_and_buyers_read_their_rows(industry):
    bitmain = next(agent for agent in industry.agents_by_type[RigVendor] if agent.name == "Bitmain")
    assert bitmain.model is industry
    assert bitmain.price_usd_per_th == industry.world.vendors[bitmain.row].price_usd_per_th
    assert 0 < bitmain.share <= 1 and bitmain.model_on_sale
    buyer = next(iter(industry.agents_by_type[AIBuyer]))
    assert buyer.name.startswith("AI buyer, ")
    assert buyer.wanted_kw >= 0


def test_agent_sets_aggregate(industry):
    total = sum(industry.agents_by_type[kind].agg("us_hash_eh_s", sum) for kind in (SmallMiner, Major))
    assert total == pytest.approx(industry.series["us_hash_eh_s"].iloc[-1])
    rich = industry.agents.select(lambda agent: isinstance(agent, Major) and agent.btc > 0)
    assert all(agent.btc > 0 for agent in rich)


def test_the_dead_leave_and_entrants_join():
    industry = lived(0)
    names = {agent.name for agent in industry.agents}
    while industry.running:
        industry.step()
        firms = industry.world["firms"][: int(industry.world["rows"]["n_firms"][0])]
        present = {agent.row for kind in (SmallMiner, Major) for agent in industry.agents_by_type[kind]}
        assert present == {row for row in range(len(firms)) if firms["alive"][row]}
    assert {agent.name for agent in industry.agents} != names
    assert len({agent.unique_id for agent in industry.agents}) == len(industry.agents)


def test_after_the_last_week_nothing_happens():
    industry = lived(4, weeks=3)
    assert not industry.running
    assert industry.week == industry.steps == 3
    assert len(industry.series) == len(industry.datacollector.get_model_vars_dataframe()) == 3


def test_levers_as_keywords_are_overrides_of_the_scenario():
    industry = lived(5, tariffs__scale=0.5, weeks=9)
    changed = Scenario.load("classroom", {"tariffs.scale": 0.5, "weeks": 9})
    assert industry.scenario == changed
    assert Industry(changed, seed=3).scenario is changed
    pd.testing.assert_frame_equal(industry.series, run(changed, seed=3, weeks=5).series, check_exact=True)
    assert Industry(Scenario.load("classroom"), tariffs__scale=0.5, weeks=9).scenario == changed
    with pytest.raises(BadInput, match=r"tariffs\.scale"):
        Industry("classroom", tarifs__scale=0.5)
    with pytest.raises(BadInput, match="seed"):
        Industry("classroom", seed=-1)


def test_a_policy_lever_works_while_the_industry_lives():
    plain, helped = lived(8), lived(4)
    assert helped.set_lever("energy.support_usd_per_mwh", 20.0)
    for _ in range(4):
        helped.step()
    assert plain.series.iloc[:4].equals(helped.series.iloc[:4])
    assert not plain.series.iloc[4:].reset_index().equals(helped.series.iloc[4:].reset_index())


def test_what_people_in_the_story_decide_can_be_set_while_the_industry_lives():
    for name in ("tariffs.scale", "ai.demand_scale", "policy.ban_week", "relocation.allowed", "miners.conduct"):
        assert name in live_parameters(), name
    assert live_parameters() < set(PARAMETERS)
    assert not {"weeks", "start", "miners.anonymous", "bitcoin.opening_price_usd"} & live_parameters()


def test_levers_that_cannot_work_any_more_say_so(industry):
    assert not industry.set_lever("miners.anonymous", 10)
    assert not industry.set_lever("weeks", 10)
    assert not industry.set_lever("bitcoin.price_path", "x.csv")
    for name, value in (("energy.suport", 1.0), ("energy.support_usd_per_mwh", -1.0), ("tariffs.scale", "much")):
        with pytest.raises(BadInput):
            industry.set_lever(name, value)


def test_switches_and_choices_are_set_as_the_engine_holds_them():
    industry = lived(0)
    assert industry.set_lever("relocation.allowed", False)
    assert industry.set_lever("mining.pooling", "solo")
    assert industry.world.params[0].relocation_allowed == 0
    assert industry.world.params[0].mining_pooling == 1


def test_the_data_collector_collects_the_series(industry):
    collected = industry.datacollector.get_model_vars_dataframe()
    series = industry.series
    assert len(collected) == WEEKS
    assert set(collected.pop("seed")) == {3}
    for column in collected:
        assert (collected[column].to_numpy() == series[column].to_numpy()).all(), column


def test_a_collector_of_ones_own_with_agent_reporters():
    industry = lived(0)
    collector = mesa.DataCollector(
        model_reporters={"small": lambda model: len(model.agents_by_type[SmallMiner]), "week": "week"},
        agent_reporters={"name": "name"},
        agenttype_reporters={Major: {"btc": "btc"}, SmallMiner: {"cash": lambda agent: agent.cash_usd}},
    )
    for _ in range(2):
        industry.step()
        collector.collect(industry)
    assert list(collector.get_model_vars_dataframe()["week"]) == [1, 2]
    assert not collector.get_agent_vars_dataframe()["name"].isna().any()
    majors = collector.get_agenttype_vars_dataframe(Major)
    assert len(majors) == 2 * len(industry.agents_by_type[Major])


BATCH = """
import inspect
from mesa import batch_run
from consolidation import Industry
if __name__ == "__main__":
    # Mesa 3.4 took seeds out of the parameters.
    apart = {"rng": range(1, 3)} if "rng" in inspect.signature(batch_run).parameters else {}
    seeds = {} if apart else {"seed": range(1, 3)}
    found = batch_run(
        Industry,
        {"scenario": "classroom", "tariffs__scale": [0.0, 1.0], "weeks": 6, **seeds}, **apart,
        number_processes=PROCESSES, max_steps=100, display_progress=False, data_collection_period=-1,
    )
    for row in sorted(found, key=lambda r: (r["seed"], r["tariffs__scale"])):
        print(row["seed"], row["tariffs__scale"], row["Step"], repr(row["btc_price_usd"]), repr(row["hhi_us"]))
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes, tmp_path):
    # A process of its own: importing mesa's batch runner changes how Python starts processes.
    script = tmp_path / "batch.py"
    script.write_text(BATCH.replace("PROCESSES", str(processes)))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [(line[0], line[1]) for line in lines] == [("1", "0.0"), ("1", "1.0"), ("2", "0.0"), ("2", "1.0")]
    for seed, scale, step, price, hhi in lines:
        last = run(
            Scenario.load("classroom", {"tariffs.scale": float(scale)}), int(seed), 6, keep="series"
        ).series.iloc[-1]
        # Mesa counted its steps from 0 until 3.5, which counts from 1.
        assert float(step) in (5, 6)
        assert (float(price), float(hhi)) == (last["btc_price_usd"], last["hhi_us"])


def test_finished_and_dropped_models_are_freed():
    finished, dropped = lived(2, weeks=2), lived(1)
    watched = [weakref.ref(model) for model in (finished, dropped)]
    tables = [weakref.ref(model.simulation) for model in (finished, dropped)]
    assert not finished.running
    assert not any(model in getattr(mesa.Agent, "_ids", ()) for model in (finished, dropped))
    del finished, dropped
    gc.collect()
    assert [ref() for ref in [*watched, *tables]] == [None] * 4


def test_an_agent_can_be_copied_and_shown():
    agent = next(iter(lived(1).agents_by_type[Major]))
    assert agent.name in repr(agent)
    with pytest.raises(AttributeError):
        agent.__missing__  # noqa: B018  the protocols of copy and pickle ask for such names
    assert pickle.dumps(agent.name)


@pytest.mark.parametrize("words", [{"seed": 43}, {"seed": "43"}, {"seed": " 43 "}, {"rng": 43}, {"rng": "43"}])
def test_a_seed_is_a_whole_number_also_as_text_and_under_mesas_newer_name(words):
    assert Industry("classroom", weeks=2, **words).seed == 43


def test_a_seed_that_is_not_given_is_drawn_and_told(caplog):
    caplog.set_level("INFO", "consolidation")
    first, second = Industry("classroom", weeks=2), Industry("classroom", seed=None, weeks=2)
    assert first.seed != second.seed
    assert f"seed {first.seed} drawn" in caplog.text and f"seed {second.seed}" in repr(second)
    second.run_model()
    again = run("classroom", second.seed, 2)
    pd.testing.assert_frame_equal(second.series, again.series, check_exact=True)
    assert set(second.datacollector.get_model_vars_dataframe()["seed"]) == {second.seed}
    drawn = run("classroom", None, 1)
    assert run("classroom", str(drawn.seed), 1).id == drawn.id


def test_equal_generators_give_equal_seeds():
    def seed(rng):
        return Industry("classroom", rng=rng, weeks=1).seed

    assert seed(np.random.default_rng(5)) == seed(np.random.default_rng(5)) != seed(np.random.default_rng(6))
    assert seed(np.random.SeedSequence(7)) == seed([7])


@pytest.mark.parametrize(
    "words",
    [
        {"seed": "4.5"},
        {"seed": 4.5},
        {"seed": ""},
        {"seed": True},
        {"seed": "9" * 30},
        {"seed": "9" * 9999},
        {"rng": "x"},
        {"rng": 1.5},
        {"rng": -1},
        {"seed": 1, "rng": 1},
    ],
)
def test_a_seed_that_is_none_is_refused_in_a_line(words):
    with pytest.raises(BadInput, match=r"^(seed|rng)[^\n]*$"):
        Industry("classroom", **words)


def test_ids_are_unique_beside_agents_of_the_users_own():
    industry = lived(0)
    own = [mesa.Agent(industry) for _ in range(50)]
    industry.step()
    assert len({agent.unique_id for agent in industry.agents}) == len(industry.agents) > len(own)


def test_a_figure_of_today_is_an_attribute_and_the_scenario_stays(industry):
    assert industry.hhi_us == industry.series["hhi_us"].iloc[-1]
    with pytest.raises(AttributeError, match="no 'hhi_uk'"):
        _ = industry.hhi_uk
    with pytest.raises(AttributeError, match="set_lever"):
        industry.scenario = Scenario.load("april-2025")


def test_the_network_of_the_running_industry(industry):
    graph = industry.network()
    assert graph.graph["week"] == WEEKS
    assert {"Bitmain", "Lender"} <= set(graph.nodes)


def test_a_column_cannot_be_set_beside_the_engine():
    industry = Industry("classroom", seed=1, weeks=4)
    firm = next(iter(industry.agents_by_type[Major]))
    with pytest.raises(AttributeError, match="btc_sat: the engine's"):
        industry.agents_by_type[Major].set("btc_sat", 12345)
    firm.note = "mine"
    industry.step()
    assert firm.note == "mine" and firm.btc_sat == industry.world["firms"]["btc_sat"][firm.row]


def test_by_hand_a_belief_of_a_plain_firm_is_the_engines_own():
    told, left = (Industry("classroom", seed=3, weeks=26, compiled=False) for _ in range(2))
    for firm in told.agents_by_type[SmallMiner]:
        firm.payback_limit_weeks = 5
        assert firm.payback_limit_weeks == told.world["firms"]["payback_limit_weeks"][firm.row] == 5.0
    told.run_model()
    left.run_model()
    assert told.series["orders_eh_s"].sum() < left.series["orders_eh_s"].sum()


@pytest.mark.parametrize("value", ["much", float("nan"), float("inf"), True, None, -0.1, 1.1])
def test_what_a_hand_may_not_write_is_told_with_its_bounds(value):
    firm = next(iter(Industry("classroom", seed=3, weeks=2, compiled=False).agents_by_type[Major]))
    before = firm.hodl_share
    with pytest.raises(BadInput, match=rf"^{firm.name}: hodl_share = .* is not allowed"):
        firm.hodl_share = value
    assert firm.hodl_share == before
    with pytest.raises(BadInput, match="a whole number is wanted"):
        firm.breach_weeks = 1.5


@pytest.mark.parametrize(
    "column", ["btc_sat", "mining_kw", "loan_cents", "sites", "account", "alive", "installed_th_s"]
)
def test_what_only_moves_is_written_by_no_hand(column):
    for compiled, words in ((False, "kept by the books"), (True, "the engine's")):
        firm = next(iter(Industry("classroom", seed=3, weeks=2, compiled=compiled).agents_by_type[Major]))
        with pytest.raises(AttributeError, match=words):
            setattr(firm, column, 1)
