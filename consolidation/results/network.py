"""Who depends on whom: the industry as a directed multigraph at a week's end, and what can be asked of it.

An edge runs from the one who gives to the one who depends on it: maker -> miner (supplies), host -> tenant (hosts),
lender -> miner (lends to), utility -> miner (powers), AI buyer -> landlord (leases from), owner -> owned (owns),
buyer -> bought (bought). Every edge has `relation`, amounts with their unit in the attribute's name, and `week`, since
when; attributes that do not apply are left out, so that GraphML can hold the rest.
"""

import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from ..catalog import relations
from ..catalog.codes import AI, CONVERTING, HOSTED, IN_TRANSIT, OPEN, TENURE_LABELS
from ..catalog.events import ACQUIRED, LOT_SOLD
from ..catalog.names import LENDER, Names
from ..catalog.relations import PARTIES
from .files import MADE_BY, write

OUTSIDE_HOSTS = PARTIES[relations.HOSTS].says


def build_network(world: Any, scenario: Any, events: np.ndarray | None = None) -> nx.MultiDiGraph:
    """The network as the world stands. `events` (dtype `tables.EVENTS`) adds who bought whom so far."""
    names = Names(scenario, world)
    fields = world.view(np.ndarray)
    clock = fields["clock"][0]
    graph = nx.MultiDiGraph(scenario=scenario.name, seed=int(clock["seed"]), week=int(clock["week"]))
    _nodes(graph, fields, names)
    _supplies(graph, fields, names)
    _places(graph, fields, names)
    _credit(graph, fields, names)
    _ownership(graph, fields, names)
    if events is not None:
        _purchases(graph, events, names)
    return graph


def write_graphml(graph: nx.MultiDiGraph, path: str | os.PathLike[str]) -> None:
    """Write GraphML, whole or not at all. Links are numbered: Gephi and yEd drop those that share an id."""
    numbered = nx.MultiDiGraph(**graph.graph, made_by=MADE_BY)
    numbered.add_nodes_from(graph.nodes(data=True))
    numbered.add_edges_from((a, b, f"e{k}", words) for k, (a, b, words) in enumerate(graph.edges(data=True)))
    write(Path(path), lambda file: nx.write_graphml(numbered, file))


def _nodes(graph: nx.MultiDiGraph, fields: Any, names: Names) -> None:
    used = fields["rows"][0]
    for row in range(int(used["n_firms"])):
        firm = fields["firms"][row]
        graph.add_node(
            names.firms[row],
            kind=relations.MINERS[int(firm["size_class"])],
            alive=bool(firm["alive"]),
            hash_eh_s=float(firm["hash_th_s"]) / 1e6,
            us_hash_eh_s=float(firm["us_th_s"]) / 1e6,
            held_mw=float(firm["held_kw"]) / 1e3,
            btc=float(firm["btc_sat"]) / 1e8,
            cash_usd=float(fields["accounts"]["cash_cents"][firm["account"]]) / 100.0,
        )
    for row in range(int(used["n_vendors"])):
        graph.add_node(_maker(graph, names, row), kind=relations.RIG_VENDOR)
    for row in range(int(used["n_regions"])):
        graph.add_node(_utility(names, row), kind=relations.UTILITY)
        if fields["ai_buyers"]["wanted_kw"][row] > 0 or fields["ai_buyers"]["signed_kw"][row] > 0:
            graph.add_node(names.ai_buyer(row), kind=relations.AI_BUYER)
    graph.add_node(LENDER, kind=relations.LENDER)


def _maker(graph: nx.MultiDiGraph, names: Names, row: int) -> str:
    """A vendor's node: its name, told apart from a miner of the same name."""
    name = names.vendors[row]
    return f"{name} (rigs)" if name in names.firms else name


def _utility(names: Names, region: int) -> str:
    return f"Utility, {names.regions[region]}"


def _supplies(graph: nx.MultiDiGraph, fields: Any, names: Names) -> None:
    """Open orders and machines in service, by maker and miner."""
    supplied: dict[tuple[int, int], dict[str, Any]] = {}
    models = fields["models"]
    orders = fields["orders"][: int(fields["rows"]["n_orders"][0])]
    for order in orders[(orders["state"] == OPEN) | (orders["state"] == IN_TRANSIT)]:
        link = _link(supplied, (int(order["vendor"]), int(order["buyer"])))
        link["on_order_eh_s"] += float(order["units"] * models["th_s"][order["rig_model"]]) / 1e6
        link["on_order_units"] += int(order["units"])
        link["on_order_usd"] += float(order["units"] * order["price_cents"]) / 100.0
        link["deposit_usd"] += float(order["deposit_cents"]) / 100.0
        link["orders"] += 1
        link["first_due_week"] = min(link.get("first_due_week", 10**6), int(order["due_week"]))
        link["last_due_week"] = max(link.get("last_due_week", 0), int(order["due_week"]))
        link["week"] = min(link.get("week", 10**6), int(order["placed_week"]))
    sites = fields["sites"][: int(fields["rows"]["n_sites"][0])]
    for site in sites[sites["owner"] >= 0]:
        for k in range(int(site["n_racks"])):
            model = models[site["rack_model"][k]]
            if model["vendor"] >= 0 and site["rack_units"][k] > 0:
                link = _link(supplied, (int(model["vendor"]), int(site["owner"])))
                link["installed_eh_s"] += float(site["rack_units"][k] * model["th_s"]) / 1e6
                link["installed_units"] += int(site["rack_units"][k])
    for (vendor, firm), link in supplied.items():
        link.setdefault("week", 0)
        graph.add_edge(
            _maker(graph, names, vendor), names.firms[firm], relations.SUPPLIES, relation=relations.SUPPLIES, **link
        )


def _link(links: dict[tuple[int, int], dict[str, Any]], pair: tuple[int, int]) -> dict[str, Any]:
    zero = {"on_order_eh_s": 0.0, "on_order_units": 0, "on_order_usd": 0.0, "deposit_usd": 0.0, "orders": 0}
    return links.setdefault(pair, {**zero, "installed_eh_s": 0.0, "installed_units": 0})


def _places(graph: nx.MultiDiGraph, fields: Any, names: Names) -> None:
    """Sites: who hosts whom, who powers whom, and which AI buyer rents from whom. One edge a site."""
    sites = fields["sites"]
    for s in range(int(fields["rows"]["n_sites"][0])):
        site = sites[s]
        if site["owner"] < 0 or site["kw"] <= 0:
            continue
        firm = names.firms[int(site["owner"])]
        region = int(site["region"])
        place = {
            "region": names.regions[region],
            "mw": float(site["kw"]) / 1e3,
            "usd_per_mwh": float(site["price_usd_per_mwh"]),
            "contract_end_week": int(site["contract_end_week"]),
            "week": int(fields["clock"]["week"][0]),
        }
        if site["tenure"] == HOSTED:
            hall = int(site["host_site"])
            host = names.firms[int(sites["owner"][hall])] if hall >= 0 else OUTSIDE_HOSTS
            if hall < 0 and OUTSIDE_HOSTS not in graph:
                graph.add_node(OUTSIDE_HOSTS, kind=relations.HOSTS)
            graph.add_edge(host, firm, f"hosts {int(site['id'])}", relation=relations.HOSTS_FOR, **place)
        else:
            tenure = TENURE_LABELS[int(site["tenure"])]
            graph.add_edge(
                _utility(names, region),
                firm,
                f"powers {int(site['id'])}",
                relation=relations.POWERS,
                tenure=tenure,
                **place,
            )
        if site["use"] == AI or (site["use"] == CONVERTING and site["lease_end_week"] > 0):
            tenant = names.ai_buyer(region)
            if tenant not in graph:
                graph.add_node(tenant, kind=relations.AI_BUYER)
            graph.add_edge(
                tenant,
                firm,
                f"leases {int(site['id'])}",
                relation=relations.LEASES,
                region=place["region"],
                mw=place["mw"],
                usd_per_year=float(site["lease_usd_per_kw_month"] * site["kw"]) * 12.0,
                live=bool(site["use"] == AI),
                ready_week=int(site["ready_week"]),
                lease_end_week=int(site["lease_end_week"]),
                week=int(site["lease_week"]),
            )


def _credit(graph: nx.MultiDiGraph, fields: Any, names: Names) -> None:
    """Secured loans and convertible notes, both in the lender's book."""
    week = int(fields["clock"]["week"][0])
    for row in range(int(fields["rows"]["n_firms"][0])):
        firm = fields["firms"][row]
        for instrument, owed, due in (
            ("secured loan", "loan_cents", "loan_due_week"),
            ("convertible notes", "notes_cents", "notes_due_week"),
        ):
            if firm[owed] > 0:
                terms = {"usd": float(firm[owed]) / 100.0, "due_week": int(firm[due]), "week": week}
                graph.add_edge(
                    LENDER, names.firms[row], instrument, relation=relations.LENDS, instrument=instrument, **terms
                )


def _ownership(graph: nx.MultiDiGraph, fields: Any, names: Names) -> None:
    """Stakes of miners in makers, and miners that are makers themselves."""
    for row in range(int(fields["rows"]["n_firms"][0])):
        firm = fields["firms"][row]
        if not firm["alive"]:
            continue
        for column, part in (("stake_vendor", "stake"), ("vendor", "whole")):
            if firm[column] >= 0:
                maker = _maker(graph, names, int(firm[column]))
                graph.add_edge(names.firms[row], maker, relations.OWNS, relation=relations.OWNS, part=part, week=0)


def _purchases(graph: nx.MultiDiGraph, events: np.ndarray, names: Names) -> None:
    """Whole firms and distressed lots: the event's `firm` is the seller or target, `other` the buyer."""
    for place, event in enumerate(events[(events["kind"] == ACQUIRED) | (events["kind"] == LOT_SOLD)]):
        sold, buyer = names.who(int(event["firm"])), names.who(int(event["other"]))
        if not sold or not buyer:
            continue
        for name in (sold, buyer):
            if name not in graph:
                graph.add_node(name, kind=relations.AI_BUYER)
        what = "firm" if event["kind"] == ACQUIRED else "lot"
        graph.add_edge(
            buyer,
            sold,
            f"bought {place}",
            relation=relations.BOUGHT,
            what=what,
            usd=float(event["cents"]) / 100.0,
            mw=float(event["kw"]) / 1e3,
            eh_s=float(event["th_s"]) / 1e6,
            week=int(event["week"]),
        )
