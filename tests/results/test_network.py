"""The network of a small world drawn by hand, and the measures on it."""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pytest

from consolidation.catalog import codes, tables
from consolidation.catalog.events import ACQUIRED, HALVING, LOT_SOLD
from consolidation.results.exposure import exposure, herfindahl, supplier_concentration, touched_by_failure
from consolidation.results.network import build_network, write_graphml


@pytest.fixture
def scenario():
    named = [SimpleNamespace(name=name) for name in ("Landlord", "Tenant", "Owner")]
    return SimpleNamespace(
        name="by hand",
        firms=tuple(named),
        makers=(SimpleNamespace(name="Bitmain"), SimpleNamespace(name="Auradine")),
        regions=(SimpleNamespace(name="ERCOT"),),
        rigs=(SimpleNamespace(model="S21"), SimpleNamespace(model="AT1500")),
        start="2025-03-31",
        entry=SimpleNamespace(candidates_per_week=1),
    )


def site(world, s, **columns):
    for name, value in columns.items():
        world.sites[s][name] = value
    world.sites[s].id = s + 1


@pytest.fixture
def world():
    """Landlord owns a hall of 30 MW and hosts 10 of Tenant's 12; Owner has a stake in Auradine and lets 50 MW to AI."""
    world = tables.new_world()
    clock = world.clock[0]
    rows = world.rows[0]
    clock.week, rows.n_firms, rows.n_named, rows.n_opening = 5, 3, 3, 3
    rows.n_vendors, rows.n_regions, rows.n_models, rows.n_sites, rows.n_orders = 2, 1, 2, 5, 3
    for i in range(3):
        firm = world.firms[i]
        firm.alive, firm.vendor, firm.stake_vendor, firm.account = 1, -1, -1, 24 + i
    world.firms[2].stake_vendor = 1
    world.firms[0].loan_cents, world.firms[0].loan_due_week = 500_000_00, 80
    world.firms[0].notes_cents, world.firms[0].notes_due_week = 250_000_00, 200
    world.models[0].th_s, world.models[1].th_s, world.models[1].vendor = 200.0, 100.0, 1
    mining, hosting = codes.MINING, codes.HOSTING
    site(world, 0, owner=0, kw=30_000, use=hosting, tenure=codes.OWNED, host_site=-1, hosted_kw=10_000)
    site(world, 1, owner=1, kw=10_000, use=mining, tenure=codes.HOSTED, host_site=0, n_racks=1)
    site(world, 2, owner=1, kw=2_000, use=mining, tenure=codes.HOSTED, host_site=-1, n_racks=1)
    site(world, 3, owner=2, kw=50_000, use=codes.AI, lease_week=2, lease_end_week=600, lease_usd_per_kw_month=100.0)
    site(world, 4, owner=-1, kw=99_000)
    world.sites[1].rack_units[0] = 3000
    world.sites[2].rack_model[0], world.sites[2].rack_units[0] = 1, 2000
    for o, (state, buyer, vendor, units) in enumerate(
        ((codes.OPEN, 0, 0, 1000), (codes.IN_TRANSIT, 0, 0, 500), (codes.DELIVERED, 0, 1, 999))
    ):
        order = world.orders[o]
        order.state, order.buyer, order.vendor, order.units = state, buyer, vendor, units
        order.price_cents, order.deposit_cents, order.due_week, order.placed_week = 300_000, 1_000_000, 10 + o, 3 + o
    return world


def edges(graph, relation):
    return [(a, b, data) for a, b, data in graph.edges(data=True) if data["relation"] == relation]


def test_open_orders_and_machines_are_one_link_a_maker(world, scenario):
    links = {(a, b): data for a, b, data in edges(build_network(world, scenario), "supplies")}
    assert set(links) == {("Bitmain", "Landlord"), ("Bitmain", "Tenant"), ("Auradine", "Tenant")}
    orders = links["Bitmain", "Landlord"]
    assert (orders["orders"], orders["on_order_units"], orders["on_order_usd"]) == (2, 1500, 4_500_000.0)
    assert (orders["first_due_week"], orders["last_due_week"], orders["week"]) == (10, 11, 3)
    assert orders["on_order_eh_s"] == pytest.approx(0.3)
    assert links["Bitmain", "Tenant"]["installed_eh_s"] == pytest.approx(0.6)


def test_hosts_utilities_lenders_tenants_and_owners(world, scenario):
    graph = build_network(world, scenario)
    assert {(a, b, d["mw"]) for a, b, d in edges(graph, "hosts")} == {
        ("Landlord", "Tenant", 10.0),
        ("Hosts outside the model", "Tenant", 2.0),
    }
    assert {(a, b, d["mw"]) for a, b, d in edges(graph, "powers")} == {
        ("Utility, ERCOT", "Landlord", 30.0),
        ("Utility, ERCOT", "Owner", 50.0),
    }
    assert {(a, b, d["usd"]) for a, b, d in edges(graph, "lends to")} == {
        ("Lender", "Landlord", 500_000.0),
        ("Lender", "Landlord", 250_000.0),
    }
    ((buyer, landlord, lease),) = edges(graph, "leases from")
    assert (buyer, landlord, lease["mw"], lease["usd_per_year"]) == ("AI buyer, ERCOT", "Owner", 50.0, 60e6)
    assert [(a, b) for a, b, _ in edges(graph, "owns")] == [("Owner", "Auradine")]


def test_purchases_come_from_events(world, scenario):
    events = np.zeros(3, tables.EVENTS)
    events["kind"] = (ACQUIRED, LOT_SOLD, HALVING)
    events["firm"], events["other"], events["cents"], events["week"] = (1, 1, -1), (0, -100, -1), (5_00, 7_00, 0), 4
    bought = {(a, b, d["what"], d["usd"]) for a, b, d in edges(build_network(world, scenario, events), "bought")}
    assert bought == {("Landlord", "Tenant", "firm", 5.0), ("AI buyer, ERCOT", "Tenant", "lot", 7.0)}


def test_every_edge_has_a_relation_and_a_week(world, scenario):
    for _, _, data in build_network(world, scenario).edges(data=True):
        assert data["relation"] and isinstance(data["week"], int)


def test_graphml_comes_back_as_it_went(world, scenario, tmp_path):
    graph = build_network(world, scenario)
    write_graphml(graph, tmp_path / "net.graphml")
    back = nx.read_graphml(tmp_path / "net.graphml", force_multigraph=True)
    assert set(back.nodes) == set(graph.nodes)
    assert back.number_of_edges() == graph.number_of_edges() == len({key for _, _, key in back.edges(keys=True)})
    said = [
        sorted((a, b, *map(str, sorted(words.items()))) for a, b, words in one.edges(data=True))
        for one in (graph, back)
    ]
    assert said[0] == said[1]
    assert list(tmp_path.iterdir()) == [tmp_path / "net.graphml"]


def test_concentration_and_exposure(world, scenario):
    graph = build_network(world, scenario)
    assert supplier_concentration(graph) == pytest.approx(0.75**2 + 0.25**2)
    assert herfindahl([]) == 0.0
    tenant = exposure(graph, "Tenant")
    assert tenant["hosts"]["Landlord"]["share"] == pytest.approx(10 / 12)
    assert tenant["vendors"]["Auradine"]["share"] == pytest.approx(0.25)
    landlord = exposure(graph, "Landlord")
    assert landlord["lenders"]["Lender"] == {"usd": 750_000.0, "share": 1.0}
    assert exposure(graph, "Owner")["tenants"]["AI buyer, ERCOT"]["share"] == 1.0


def test_what_a_failure_would_touch(world, scenario):
    graph = build_network(world, scenario)
    touched = touched_by_failure(graph, "Landlord")
    assert touched["tenants"] == [{"name": "Tenant", "mw": 10.0, "share": pytest.approx(10 / 12)}]
    assert touched["lenders"][0] == {"name": "Lender", "usd": 750_000.0}
    assert touched["vendors"] == [{"name": "Bitmain", "usd": 4_480_000.0}]
    assert touched_by_failure(graph, "Owner")["owned"] == [{"name": "Auradine", "part": "stake"}]
    with pytest.raises(KeyError):
        touched_by_failure(graph, "Nobody")
