"""The fit: trials that go on where they stopped, facts that end in June 2025, terms that vanish where they should."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from consolidation import BadInput
from consolidation.studies.validation import calibrate, history, scores, sensitivity

pytestmark = pytest.mark.slow


def test_facts_end_in_june_2025():
    facts = history.observed()
    assert facts.months[0] == dt.date(2019, 1, 1) and facts.months[-1] == dt.date(2025, 6, 1)
    assert len(facts.months) == 78 and facts.months[history.FIT_MONTHS] == dt.date(2024, 1, 1)
    days = [day for day, *_ in (*facts.rig_price, *facts.us_share, *facts.listed_share, *facts.efficiency)]
    assert max(days) <= dt.date(2025, 6, 30)
    assert history.scenario().weeks <= (dt.date(2025, 7, 6) - history.scenario().start).days // 7


def test_a_fit_never_sees_the_test_months():
    rows = history.live(fit_only=True)
    assert history.monthly(rows, "week").size == history.FIT_MONTHS
    facts = history.observed()
    later = calibrate.Observed(
        **{
            **vars(facts),
            "hash_eh_s": np.where(np.arange(78) < 60, facts.hash_eh_s, 9e9),
            "us_share": facts.us_share[:4],
            "listed_share": facts.listed_share[:2],
        }
    )
    assert history.loss({}, (1,), later) == history.loss({}, (1,), facts)


def test_the_model_fits_its_own_facts():
    rows = history.live(fit_only=True, seed=101)
    errors = history.terms(rows, history.pretend({}, 101))
    assert set(errors) == set(history.SPREADS)
    assert all(np.abs(e).max() < 1e-12 for e in errors.values())


def test_a_search_goes_on_where_it_stopped(tmp_path):
    target = history.pretend({}, 5)
    whole = calibrate.calibrate(tmp_path / "whole.jsonl", 6, 3, target, seeds=(1,))
    calibrate.calibrate(tmp_path / "parts.jsonl", 2, 3, target, seeds=(1,))
    # An interrupted write leaves half a line.
    text = (tmp_path / "parts.jsonl").read_text()
    (tmp_path / "parts.jsonl").write_text(text + text[: len(text) // 3])
    parts = calibrate.calibrate(tmp_path / "parts.jsonl", 6, 3, target, seeds=(1,))
    assert parts.done == whole.done
    assert (tmp_path / "parts.jsonl").read_text() == (tmp_path / "whole.jsonl").read_text()
    with pytest.raises(BadInput, match="another"):
        calibrate.calibrate(tmp_path / "parts.jsonl", 6, 4, target, seeds=(1,))
    assert json.loads(text.splitlines()[0])["number"] == 0


def test_points_asked_for_stay_within_bounds_and_the_search_comes_nearer():
    searching, distances = calibrate.Search(1), []
    for _ in range(25 * calibrate.POPULATION):
        units = np.array(searching.ask())
        assert (units >= 0).all() and (units <= 1).all()
        distances.append(float(np.sum((units - 0.3) ** 2)))
        searching.tell(distances[-1])
    assert min(distances[-calibrate.POPULATION :]) < 0.05 * min(distances[: calibrate.POPULATION])
    for f in calibrate.FITTED:
        assert f.unit(f.value(0.3)) == pytest.approx(0.3, abs=1e-4)


def test_the_scenario_holds_what_was_fitted():
    summary = json.loads((Path(__file__).parents[3] / "runs" / "history" / "summary.json").read_text())
    held = history.scenario().parameters()
    assert {name: held[name] for name in summary["parameters"]} == summary["parameters"]
    assert set(summary["parameters"]) == {f.name for f in calibrate.FITTED}
    for name, value in summary["parameters"].items():
        low, high = summary["bounds"][name]
        assert low < value < high, f"{name} lies on its bound"


def test_the_ensemble_spans_what_is_nearly_as_good(tmp_path):
    trials = calibrate.Trials(tmp_path / "t.jsonl", "key")
    for n in range(100):
        trials.add(calibrate.Trial(n, (0.5,) * len(calibrate.FITTED), 1.0 + 0.005 * n))
    losses = [t.loss for t in calibrate.ensemble(trials, 5)]
    assert losses[0] == 1.0 and losses[-1] == pytest.approx(1.0 + calibrate.NEARLY)
    assert len(losses) == 5 and losses == sorted(losses)


def test_scores_of_a_perfect_model():
    facts = history.observed()
    errors = scores.forecasts(_rows(facts), facts, 60, 78, 6)
    assert np.abs(errors["model"]).max() < 1e-12
    assert scores.rms(errors["random walk"]) > 0.1
    assert len(errors["model"]) == 18


def test_an_interval_of_equals_holds_one():
    errors = np.random.default_rng(1).standard_normal(40)
    low, high = scores.ratio_interval(errors, errors[::-1], 4)
    assert low < 1 < high


def test_the_band_of_an_ensemble_around_the_facts():
    pytest.importorskip("scoringrules")
    facts = history.observed()
    found = scores.band([_rows(facts, f) for f in np.exp(np.linspace(-0.2, 0.2, 21))], facts, 60, 78)
    assert found["coverage"] == 1.0
    assert found["width"] == pytest.approx(0.36, abs=0.02)
    assert 0 < found["crps"] < 0.1


def test_the_models_own_error_widens_the_band_and_starts_from_what_is_known():
    pytest.importorskip("scoringrules")
    facts = history.observed()
    wave = np.exp(0.3 * np.sin(np.arange(len(facts.months)) / 5.0))
    rows = _rows(facts, wave)
    narrow = scores.band([rows, rows], facts, 60, 78)
    wide = scores.band([rows, rows], facts, 60, 78, own_error=True)
    assert narrow["width"] == 0.0 and wide["width"] > 0.1
    assert 0.8 < wide["rho"] < 1.0
    # In the first month the known error is all but taken out.
    assert abs(np.log(wide["median"][0] / facts.hash_eh_s[60])) < 0.4 * abs(np.log(wave[60]))
    rho, sigma = scores.error_model(np.random.default_rng(1).standard_normal(5_000))
    assert rho == pytest.approx(0.0, abs=0.05) and sigma == pytest.approx(1.0, rel=0.05)


def test_whole_numbers_are_varied_too_and_stay_whole():
    ranges = {name: (low, high) for name, low, high in sensitivity.uncertain({})}
    low, high = ranges["vendors.lead_weeks"]
    assert (low, high) == (7.5, 12.5)
    assert sensitivity.whole({"vendors.lead_weeks": 7.6, "vendors.price_ratio": 0.4}) == {
        "vendors.lead_weeks": 8,
        "vendors.price_ratio": 0.4,
    }


def test_every_uncertainty_is_varied_within_its_bounds():
    ranges = sensitivity.uncertain({})
    assert len(ranges) > 80
    assert all(low < high for _, low, high in ranges)


def test_scores_hold_the_model_against_both_walks():
    facts = history.observed()
    rows = scores.skill_table(
        _rows(facts, np.exp(0.02 * np.random.default_rng(1).standard_normal(len(facts.months)))), facts
    )
    assert len(rows) == 6
    for row in rows:
        assert row["drift_low"] <= row["drift_ratio"] * 1.2 and row["drift_ratio"] < 1.0
        assert row["drift_ratio"] == pytest.approx(row["model"] / row["random walk with drift"])


def _rows(facts, factor=1.0):
    month = history.week_months(history.scenario().weeks)
    rows = np.zeros(len(month), [("network_hash_eh_s", "f8")])
    rows["network_hash_eh_s"] = (factor * facts.hash_eh_s)[month]
    return rows
