"""The house: who may import whom. Imports for types count, and those inside functions."""

import ast
from pathlib import Path

import networkx as nx
import pytest

import consolidation

PACKAGE = Path(consolidation.__file__).parent
ROOMS = ("engine", "catalog", "scenario", "industry", "results", "studies", "faces")
"""From the ground up: a room imports those before it."""
FLOORS_OF_INDUSTRY = ("books", "news", "sums", "holdings", "markets", "agents", "week")
AUDIT = {"books.identities", "books.record"}
BESIDE_THE_WEEK = {"opening", "rules", "levers", "reading", "warm_up", *AUDIT}
"""Stand on the week's floor: the audit of a week, what opens a world, the digest of both, what sets a lever."""
LONGEST_CHAIN = 30
"""Files that import one another in a row, in version 0.2.0."""
FACES_ONLY = {"typer", "rich", "solara", "reacton", "ipyvuetify", "ipyvue"}


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.parts}


def imports(name):
    """Line and target of every import of a file; targets of ours without the package's name, "" for its root."""
    path = FILES[name]
    here = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*here[: len(here) - node.level + 1], *filter(None, [base])])
            elif base.split(".")[0] == "consolidation":
                base = base.partition(".")[2]
            else:
                yield node.lineno, base
                continue
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix(".")
                yield node.lineno, f".{inner}" if inner in FILES else f".{base}"


GRAPH = nx.DiGraph()
GRAPH.add_nodes_from(FILES)
USES = [(name, line, target) for name in FILES if name for line, target in imports(name)]
OURS = [(name, line, target[1:]) for name, line, target in USES if target.startswith(".")]
GRAPH.add_edges_from((name, target) for name, _, target in OURS if name != target)


def told(uses):
    return [f"{FILES[name].relative_to(PACKAGE.parent)}:{line} imports {target}" for name, line, target in uses]


def test_the_root_holds_the_rooms_and_little_else():
    found = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert found == {*ROOMS, "data", "__init__.py", "__main__.py", "py.typed", "testing.py"}


def test_rooms_import_those_below_them():
    floor = {room: number for number, room in enumerate(ROOMS)}

    def room(name):
        return name.split(".")[0]

    up = [use for use in OURS if floor.get(room(use[2]), -1) > floor.get(room(use[0]), len(ROOMS))]
    assert told(up) == []


def test_nobody_imports_the_root():
    assert told([use for use in OURS if use[2] == ""]) == []


def storey(name):
    """The floor of a file inside industry."""
    own = name.removeprefix("industry.")
    if own in BESIDE_THE_WEEK or own.split(".")[0] in BESIDE_THE_WEEK:
        return len(FLOORS_OF_INDUSTRY) - 1
    return FLOORS_OF_INDUSTRY.index(own.split(".")[0])


def test_inside_the_industry_agents_stand_on_markets_and_markets_on_holdings():
    inside = [use for use in OURS if all(name.startswith("industry.") for name in (use[0], use[2]))]
    assert len(inside) > 100
    assert told([use for use in inside if storey(use[2]) > storey(use[0])]) == []


def test_agents_do_not_decide_for_one_another():
    decisions = {"ordering", "growth", "entry", "landlord", "relocation", "leaving", "rig_vendor", "ai_buyer"}
    uses = [
        use
        for use in OURS
        if use[0].startswith("industry.agents.")
        and use[2].startswith("industry.agents.")
        and use[2].rpartition(".")[2] in decisions
        and not use[0].endswith(".investing")
    ]
    assert told(uses) == []


def test_no_files_import_one_another_in_a_circle():
    assert [sorted(found) for found in nx.strongly_connected_components(GRAPH) if len(found) > 1] == []


def test_the_longest_chain_of_files_is_no_longer_than_it_was():
    assert nx.dag_longest_path_length(GRAPH) + 1 <= LONGEST_CHAIN


@pytest.mark.parametrize(("part", "depth", "most"), [("", 1, 10), ("industry.", 2, 8)])
def test_floors(part, depth, most):
    rooms = nx.DiGraph()
    for name, _, target in OURS:
        if name.startswith(part) and target.startswith(part):
            upper, lower = (".".join(full.split(".")[:depth]) for full in (name, target))
            # The audit of a week stands above the ledger it reads.
            upper, lower = (
                "industry.audit" if part and full.removeprefix(part) in AUDIT else r
                for r, full in ((upper, name), (lower, target))
            )
            if upper != lower:
                rooms.add_edge(upper, lower)
    assert nx.is_directed_acyclic_graph(rooms)
    assert nx.dag_longest_path_length(rooms) + 1 <= most


def test_only_faces_know_how_people_meet_the_model():
    outside = [(name, line, target.split(".")[0]) for name, line, target in USES if not target.startswith(".")]
    below = [use for use in outside if use[2] in FACES_ONLY and not use[0].startswith("faces.")]
    assert told(below) == []
    assert told([use for use in outside if use[2] == "mesa" and not use[0].startswith("faces.mesa")]) == []
    low = ("engine", "catalog", "scenario", "industry")
    assert told([use for use in outside if use[2] == "pandas" and use[0].split(".")[0] in low]) == []
