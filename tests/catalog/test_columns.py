"""Columns: bounds that hold in every week, totals that are what they are made of, names that agents leave free."""

import ast
import math
from pathlib import Path

import mesa
import numpy as np
import pytest

from consolidation import Simulation
from consolidation.catalog.capacities import N_RACKS
from consolidation.catalog.causes import CAUSE_LABELS
from consolidation.catalog.codes import AI, HOSTED, IN_TRANSIT, MINING, OPEN, WANTED
from consolidation.catalog.events import KINDS
from consolidation.catalog.kept import PANEL_COLUMNS
from consolidation.catalog.payments import PAYMENTS
from consolidation.catalog.series import MEASURES
from consolidation.catalog.tables import TABLES, describe
from consolidation.engine.columns import TAKEN, column, table
from consolidation.faces.mesa.agents import Row
from consolidation.industry.holdings.stock import take_stock
from consolidation.results.recorder import firm_rows

ROOT = Path(__file__).parents[2]
ASKING = ("isin", "get", "eq", "query")


@pytest.fixture(scope="module", params=["april-2025", "history-2019"])
def weeks(request):
    """The world at the end of every fourth week of two years."""
    simulation, kept = Simulation(request.param, 4), []
    while simulation.week < 104:
        for _ in range(4):
            simulation.step()
        kept.append(simulation.world.copy())
    return kept


def within(values, bounds):
    return bounds[0] - 1e-9 <= values.min() and values.max() <= bounds[1] + 1e-9


def test_every_column_is_within_its_bounds(weeks):
    for world in weeks:
        for name in TABLES:
            for one in describe(name):
                assert within(world[name][one.name], one.bounds), (name, one)
        rows = firm_rows(world, 0)
        for one in PANEL_COLUMNS:
            assert within(rows[one.name], one.bounds), one


def test_bounds_are_where_they_mean_something():
    assert MEASURES["us_share"].bounds == (0.0, 1.0) and MEASURES["exits"].bounds == (0.0, math.inf)
    assert column("kw", "i8", "kW", "power").bounds == (0.0, math.inf)
    assert column("kw", "i8", "kW", "power", signed=True).bounds == column("d", "i8", "cents", "").bounds
    assert {one.name: one.bounds for one in PANEL_COLUMNS}["free_mw"] == (0.0, math.inf)


def totals(world):
    """Every kept total of firms, sites, regions, accounts and the network, summed afresh with NumPy."""
    rows = world["rows"][0]
    firms, sites, orders = (world[name][: int(rows[f"n_{name}"])] for name in ("firms", "sites", "orders"))
    models, regions, accounts, bitcoin = world["models"], world["regions"], world["accounts"], world["bitcoin"][0]
    owned, at_home = sites["owner"] >= 0, regions["in_us"][sites["region"]] == 1
    mining, ai = owned & (sites["use"] == MINING), owned & (sites["use"] == AI)
    hosted = owned & (sites["tenure"] == HOSTED) & (sites["host_site"] >= 0)
    units = np.where(np.arange(N_RACKS) < sites["n_racks"][:, None], sites["rack_units"], 0)
    th = (units * models["th_s"][sites["rack_model"]]).sum(axis=1)
    watts = (units * models["watts"][sites["rack_model"]]).sum(axis=1)
    due = np.isin(orders["state"], (OPEN, IN_TRANSIT, WANTED))
    ordered = orders["units"] * models["th_s"][orders["rig_model"]]

    def by_owner(values, where=owned):
        return np.bincount(sites["owner"][where], values[where], len(firms))

    def by_region(values, where):
        return np.bincount(sites["region"][where], values[where], len(regions))

    yield "firms.n_sites", firms["n_sites"], by_owner(np.ones(len(sites)))
    yield "firms.held_kw", firms["held_kw"], by_owner(sites["kw"])
    yield "firms.mining_kw", firms["mining_kw"], by_owner(sites["kw"], mining)
    yield "firms.us_mining_kw", firms["us_mining_kw"], by_owner(sites["kw"], mining & at_home)
    yield "firms.ai_kw", firms["ai_kw"], by_owner(sites["kw"], ai)
    yield "firms.installed_th_s", firms["installed_th_s"], by_owner(th, mining)
    yield "firms.fleet_watts", firms["fleet_watts"], by_owner(watts, mining)
    yield "firms.ordered_th_s", firms["ordered_th_s"], np.bincount(orders["buyer"][due], ordered[due], len(firms))
    yield (
        "sites.hosted_kw",
        sites["hosted_kw"],
        np.bincount(sites["host_site"][hosted], sites["kw"][hosted], len(sites)),
    )
    yield "regions.mining_kw", regions["mining_kw"], by_region(sites["draw_kw"], owned)
    yield "regions.ai_kw", regions["ai_kw"], by_region(sites["kw"], ai) + regions["ai_own_kw"]
    rest = regions["supply_kw"] - regions["mining_kw"] - regions["ai_kw"]
    yield "regions.idle_kw", regions["idle_kw"], rest
    yield "accounts.cash_cents", accounts["cash_cents"], accounts["opened_cents"] + accounts["flow_cents"]
    total = bitcoin["rest_th_s"] + firms["hash_th_s"].sum()
    yield "bitcoin.network_th_s", bitcoin["network_th_s"], total
    yield "bitcoin.us_th_s", bitcoin["us_th_s"], firms["us_th_s"].sum()


def test_kept_totals_are_what_they_are_made_of(weeks):
    declared = {f"{name}.{one.name}" for name in TABLES for one in describe(name) if one.of}
    for world in weeks:
        counted = world.copy()
        take_stock(counted)  # firms' own totals are of the week's stock-taking; trades after it wait for the next
        alive = counted["firms"]["alive"][: int(counted["rows"][0]["n_firms"])] == 1
        for name, kept, summed in totals(counted):
            assert name in declared
            if name.startswith("firms."):
                kept, summed = kept[alive], summed[alive]
            np.testing.assert_allclose(kept, summed, rtol=1e-9, atol=1e-6, err_msg=name)


def test_totals_are_made_of_columns_that_there_are():
    known = {f"{name}.{one.name}" for name in TABLES for one in describe(name)}
    made = [one for name in TABLES for one in describe(name) if one.of]
    assert len(made) > 20 and all(set(one.of) <= known for one in made)


def test_names_of_agents_are_refused_when_the_catalogue_is_read():
    for name in ("model", "pos", "name"):
        with pytest.raises(ValueError, match=f"no column may be called {name}: agents have something of that name"):
            table(column("id", "i8", "", "identity"), column(name, "i8", "", "taken"))
    own = {name for name in {*dir(mesa.Agent), *vars(mesa.Agent(mesa.Model()))} if not name.startswith("_")}
    assert own <= TAKEN
    with pytest.raises(TypeError, match="Hiding hides columns of firms: alive"):
        type("Hiding", (Row,), {"table": "firms", "alive": property(lambda self: 1)})


def test_no_label_is_spelt_again_where_kinds_are_told_apart():
    """Comparisons, memberships and look-ups name kinds of events, causes and payments by their constants."""
    spelt = {*KINDS, *CAUSE_LABELS, *PAYMENTS} - {""}
    found = []
    for path in sorted((ROOT / "consolidation").rglob("*.py")):
        if "catalog" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asked: list[ast.AST] = []
            if isinstance(node, ast.Compare):
                asked = [node.left, *node.comparators]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
                asked = list(node.args)
            words = {c.value for part in asked for c in ast.walk(part) if isinstance(c, ast.Constant)}
            found += [f"{path.name}:{node.lineno} {word}" for word in words & spelt]
    assert not found
