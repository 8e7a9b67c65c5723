"""Two runs against the golden baseline: nothing moves unless somebody means it to (`make golden` takes the new one)."""

import copy
import json

import pytest

from tests import golden

REMEDY = "if this was meant: `python -m tests.golden --refresh`, and say why in the changelog"


# Checked indices must not move a bit either.
pytestmark = pytest.mark.bounds


@pytest.fixture(scope="module")
def stored():
    return json.loads(golden.FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=golden.RUNS)
def pair(request, stored):
    return stored["runs"][request.param], golden.facts(request.param)


def differences(before, now):
    """Columns whose first weeks are further apart than a millionth."""
    return [
        column
        for column, values in before["first_weeks"].items()
        if now["first_weeks"].get(column) != pytest.approx(values, rel=golden.TOLERANCE, abs=1e-9)
    ]


def test_the_first_weeks_are_the_baseline_s_on_every_machine(pair):
    before, now = pair
    assert list(now["first_weeks"]) == list(before["first_weeks"]), REMEDY
    assert differences(before, now) == [], REMEDY


def test_the_whole_run_is_the_baseline_s_to_the_last_bit_where_the_library_is_the_same(pair, stored):
    before, now = pair
    if golden.fingerprint() != stored["fingerprint"]:
        # Another library: a last bit may have flipped a threshold. The first weeks, tested above, must do.
        assert len(now["year_ends"]["week"]) == len(before["year_ends"]["week"])
        return
    moved = [part for part in golden.PARTS if now[part] != before[part]]
    assert moved == [], REMEDY


def test_a_millionth_is_told_from_more(stored):
    before = next(iter(stored["runs"].values()))
    for factor, found in ((1 + 5e-7, []), (1 + 2e-6, ["hashprice_usd_per_ph_day"])):
        now = copy.deepcopy(before)
        now["first_weeks"]["hashprice_usd_per_ph_day"][7] *= factor
        assert differences(before, now) == found
