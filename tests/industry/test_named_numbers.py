"""No rule holds an unnamed number: what is assumed is a parameter or a fixed number, and both move a run's id."""

import ast
import math
from pathlib import Path

import numpy as np
import pytest

import consolidation
from consolidation import BadInput, Scenario, run
from consolidation.catalog import codes
from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.fixed import FIXED, VALUES
from consolidation.industry.opening import open_world
from consolidation.studies.validation import history, sensitivity

INDUSTRY = Path(consolidation.__file__).parent / "industry"
CONSTANTS = {
    # of the protocol and its clock
    *(
        "SECONDS_PER_WEEK",
        "EPOCH_BLOCKS",
        "HALVING_BLOCKS",
        "HASHES_PER_DIFFICULTY",
        "FIRST_SUBSIDY_SAT",
        "MAX_ADJUSTMENT",
    ),
    *("SECONDS_PER_BLOCK", "BLOCKS_PER_WEEK", "MOST_HALVINGS"),
    # dates that scenarios' figures are given for
    *("END_OF_2028", "JANUARY_2025"),
    # keys of draws and identities
    *("ENTRANT_IDS", "NAMED_IDS", "CONTRACT_KEYS", "CANDIDATES_KEY", "TURN", "FINER_DIGITS"),
    # answers that are no number: never, nobody, any
    *("NEVER", "WAITS_FOR_EVER", "NO_BARRIER", "ANY_TH_S", "SOME_DAY", "NO_BIDDER", "AN_AI_BUYER"),
    # how a sum is done, and guards against a zero or an infinity
    *("STEP_WEEKS", "BROADIE_GLASSERMAN_KOU", "R2_SITE, R2_WEEK", "GOLDEN_RATIO", "ELASTICITY_STEP", "MEMORY_26W"),
    *(
        "MEMORY_52W",
        "WEEKS_IN_MEANS",
        "LEAST_EXPECTED, LEAST_LUCK",
        "LEAST_PRICE_USD, MOST_PRICE_USD",
        "LEAST_MW",
        "SHARES_AGREE",
    ),
    # from when on something is told
    *("TOLD_KW", "TOLD_JUMP", "WORTH_TELLING_CENTS", "LOAN_WORTH_TELLING_CENTS"),
    # how a fleet and a book of orders are laid out at the opening, and two units
    *("TIERS", "LOTS", "MAKERS", "KW", "TH"),
}
UNITS = {0, 1, 2, 999} | {10.0**k for k in range(-12, 19)}
"""Counting, halving, and powers of ten between units (999 rounds watts up to a kilowatt)."""


def numbers(node):
    return [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, int | float) and not isinstance(one.value, bool)
    ]


def rules():
    for path in sorted(INDUSTRY.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "rule" in map(ast.unparse, node.decorator_list):
                yield path, node


def unnamed(rule):
    """The numbers of a rule that stand for something: none but counts, units, and halves in rounding."""
    inside = {id(one): parent for parent in ast.walk(rule) for one in ast.iter_child_nodes(parent)}
    for one in numbers(rule):
        parent = inside[id(one)]
        rounds = one.value == 0.5 and ast.unparse(inside[id(parent)]).startswith(("floor(", "whole("))
        threshold = isinstance(parent, ast.Compare) and one.value not in (0, 1, 2)
        if threshold or not (one.value in UNITS or rounds):
            yield f"{rule.name}: {one.value} in {ast.unparse(parent)}"


def test_no_rule_holds_an_unnamed_number():
    assert [f"{path.name} {found}" for path, rule in rules() for found in unnamed(rule)] == []


def test_a_number_in_a_rule_would_be_found():
    def of(text):
        return list(unnamed(ast.parse(text).body[0]))

    assert of("def r(x):\n    return x + 3 * 1000.0 + floor(x + 0.5)") == ["r: 3 in 3 * 1000.0"]
    assert of("def r(x):\n    return x > 100") == ["r: 100 in x > 100"]
    assert of("def r(x):\n    return 0.5 * x") == ["r: 0.5 in 0.5 * x"]


def test_a_constant_of_a_module_is_one_of_the_few_that_are_no_assumption():
    found = {
        ast.unparse(node.targets[0]).strip("()")
        for path in INDUSTRY.rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and path.name != "warm_up.py"
        if numbers(node.value)
    }
    assert found == CONSTANTS


def test_choices_are_compared_by_name_and_their_names_are_their_options():
    choices = {name.replace(".", "_", 1): p.choices for name, p in PARAMETERS.items() if p.type == "choice"}
    families = [tuple(family) for family in vars(codes).values() if isinstance(family, dict | tuple)]
    assert all(options in families for options in choices.values())
    compared = [
        side
        for _, rule in rules()
        for one in ast.walk(rule)
        if isinstance(one, ast.Compare) and getattr(one.left, "attr", "") in choices
        for side in one.comparators
    ]
    assert compared and all(isinstance(side, ast.Name) for side in compared)


def test_every_fixed_number_is_in_the_world_has_a_unit_and_is_read():
    row = open_world(Scenario.load("classroom")).fixed[0]
    text = "".join(path.read_text() for path in INDUSTRY.rglob("*.py"))
    for name, one in FIXED.items():
        assert row[name] == one.value and math.isfinite(one.value), name
        assert one.meaning and one.source, name
        assert f".{name}" in text, f"nobody reads {name}"


def test_changing_one_changes_the_id_and_moves_the_run_and_compiles_nothing():
    base = Scenario.load("classroom")
    free = base.with_fixed({"home_edge_usd_per_mwh": 0.0, "budget_credit_share": 0.0})
    assert free.hash != base.hash and free != base
    assert base.with_fixed({"home_edge_usd_per_mwh": VALUES["home_edge_usd_per_mwh"]}) == base
    one, other = run(base, 1, 60, keep="series"), run(free, 1, 60, keep="series")
    assert one.id != other.id
    assert any(not np.array_equal(one.rows()[name], other.rows()[name]) for name in one.rows().dtype.names)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"home": 1.0}, "fixed.home: no such number"),
        ({"home_edge_usd_per_mwh": "4"}, "fixed.home_edge_usd_per_mwh: '4' is not allowed; a number is"),
        ({"home_edge_usd_per_mwh": math.nan}, "nan is not allowed"),
        ({"build_weeks": 8.5}, "fixed.build_weeks: 8.5 is not allowed; a whole number is"),
    ],
)
def test_a_bad_fixed_number_is_one_line(changes, words):
    with pytest.raises(BadInput, match=words):
        Scenario.load("classroom").with_fixed(changes)


def test_no_file_and_no_option_can_set_one():
    with pytest.raises(BadInput, match=r"unknown key .fixed\.build_weeks"):
        Scenario.load("classroom", {"fixed.build_weeks": 9})
    with pytest.raises(BadInput, match=r"mine\.toml: .*fixed"):
        Scenario.parse('base = "classroom"\n[fixed]\nbuild_weeks = 9', "mine")
    with pytest.raises(BadInput, match="no scenario file can change fixed numbers"):
        Scenario.load("classroom").with_fixed({"build_weeks": 9}).to_toml()


def test_sensitivity_reaches_them():
    names = {name for name, _, _ in sensitivity.fixed_numbers()}
    assert names == {f"fixed.{name}" for name in FIXED}
    assert history.scenario({"fixed.build_weeks": 9}).fixed == (("build_weeks", 9),)
    assert np.isfinite(sensitivity.outcomes({"fixed.build_weeks": 9.2})).all()
