"""The page of the ten claims, made from a few short runs: every part is there, and stored results suffice."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from consolidation.faces.cli.app import status
from consolidation.studies.paired.claims import CAUSES, CLAIMS, combination
from consolidation.studies.paired.claims_more import SUPPORT, jackknife, offset
from consolidation.studies.paired.evidence import FAILS, HOLDS, OPEN, Evidence, lean
from consolidation.studies.paired.findings import prepared
from consolidation.studies.paired.paired import difference
from consolidation.studies.sweep import worker

RECIPE = Path(__file__).parents[3] / "runs" / "findings" / "recipe.toml"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The shipped recipe, short."""
    path = tmp_path_factory.mktemp("runs") / "findings" / "recipe.toml"
    path.parent.mkdir()
    path.write_text(RECIPE.read_text().replace("weeks = 196", "weeks = 27"))
    return path


def test_the_recipe_has_all_combinations():
    variants = prepared(str(RECIPE), None).recipe.form.parameters["scenario"]
    assert {combination(mask) for mask in range(2 ** len(CAUSES))} <= set(variants)
    assert combination(15) == "april-2025" and len(CLAIMS) == 10


def test_the_page(small, tmp_path, monkeypatch, capsys):
    out = tmp_path / "docs" / "findings.md"
    line = ["findings", "--recipe", str(small), "--seeds", "2", "--out", str(out), "-q"]
    assert status([*line, "--workers", "2"]) == 0
    page = out.read_text()
    assert len(re.findall(r"^## \d+\. ", page, re.M)) == 10
    for part in ("**Claim.**", "**Experiment.**", "**Figures.**", "**Verdict.**", "**What would change it.**"):
        assert page.count(part) == 10
    assert page.count("**Assumption restated.**") >= 5 and "±" in page
    monkeypatch.setattr(worker, "live", None)
    out.unlink()
    assert status([*line, "--stored"]) == 0
    assert out.read_text() == page


def test_without_results(small, tmp_path, capsys):
    (tmp_path / "findings").mkdir()
    shutil.copy(small, tmp_path / "findings")
    assert status(["findings", "--recipe", str(tmp_path / "findings"), "--stored"]) == 2
    assert "no results" in capsys.readouterr().err


def test_a_verdict_needs_two_standard_errors():
    base = np.zeros(4)
    assert lean(difference(base, np.array([1.0, 1.1, 0.9, 1.0])), 1) == HOLDS
    assert lean(difference(base, np.array([1.0, 1.1, 0.9, 1.0])), -1) == FAILS
    assert lean(difference(base, np.array([1.0, -1.0, 1.0, -0.9])), 1) == OPEN
    assert lean(difference(base, base), 1) == OPEN


def test_the_support_that_offsets_by_hand():
    exits = np.array([[10.0, 12.0], [9.0, 9.0], [6.0, 6.0], [5.0, 5.0], [5.0, 5.0]])
    goal = np.array([7.0, 8.0])
    # Means 11, 9, 6 at 0, 2, 5 USD/MWh: 7.5 lies halfway between 2 and 5.
    assert offset(exits.mean(axis=1), float(goal.mean())) == 3.5
    assert jackknife(exits, goal) == pytest.approx(0.5 * abs((2 + 3 * 2 / 3) - (2 + 3 / 3)))
    assert np.isnan(offset(np.array([9.0] * len(SUPPORT)), 1.0))


def test_evidence_says_what_it_lacks():
    from consolidation import BadInput

    with pytest.raises(BadInput, match="no variant"):
        Evidence({"x": np.zeros((1, 2))}, ("a",), None).of("x", "b")


def test_the_shipped_page_is_this_commands(small):
    page = (Path(__file__).parents[3] / "docs" / "findings.md").read_text()
    assert page.startswith("# Findings") and len(re.findall(r"^## \d+\. ", page, re.M)) == 10
