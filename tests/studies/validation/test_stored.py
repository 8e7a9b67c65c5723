"""The stored results of a calibration, damaged in any way, are refused in a line that says which and what to do."""

import json

import pytest

from consolidation import BadInput
from consolidation.faces.cli.app import status
from consolidation.studies.validation.calibrate import FITTED, Trial, Trials
from consolidation.studies.validation.summary import FILE, SHIPPED, read_summary, write_summary

WHOLE = json.loads(SHIPPED.read_text())


def without(name):
    return {key: value for key, value in WHOLE.items() if key != name}


BAD = ["", "{", "[1]", "1", "null", '{"a": 1}', "\0", json.dumps(WHOLE)[:-40]]
BAD += [json.dumps(without(name)) for name in WHOLE if name != "made_by"]
BAD += [
    json.dumps(WHOLE | {"parameters": value}) for value in (1, [], {}, {"x": 1.0}, dict.fromkeys(WHOLE["bounds"], "x"))
]
BAD += [json.dumps(WHOLE | {"ensemble": [{}]}), json.dumps(WHOLE | {"loss": float("nan")})]


@pytest.mark.parametrize("text", BAD)
def test_a_damaged_summary(text, tmp_path, capsys):
    (tmp_path / FILE).write_text(text)
    assert status(["validate", "--study", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1
    assert f"{tmp_path / FILE}: damaged" in said.err and "consolidation calibrate" in said.err


def test_a_folder_without_a_summary_or_with_something_else_there(tmp_path):
    for make in (lambda: None, (tmp_path / FILE).mkdir):
        make()
        with pytest.raises(BadInput, match="no calibration"):
            read_summary(tmp_path)


def test_what_is_written_is_read_again_and_a_strangers_file_stays(tmp_path):
    write_summary(tmp_path, WHOLE)
    assert read_summary(tmp_path)["parameters"] == WHOLE["parameters"]
    write_summary(tmp_path, WHOLE)
    (tmp_path / FILE).write_text('{"summary": "mine"}')
    with pytest.raises(BadInput, match="--force"):
        write_summary(tmp_path, WHOLE)
    assert "mine" in (tmp_path / FILE).read_text()


def test_outside_a_checkout_the_calibration_that_ships_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from consolidation.studies.validation.summary import STUDY

    assert read_summary(STUDY)["loss"] == WHOLE["loss"]


@pytest.mark.parametrize(
    "spoil",
    [lambda t: "x" + t, lambda t: t.replace('"units"', '"unit"', 1), lambda t: t[1:], lambda t: "[1]\n" + t,
     lambda t: t.replace("0.5", '"?"', 1), lambda t: t.split("\n", 1)[1], lambda t: t + "\0\n"],
)  # fmt: skip
def test_damaged_trials(spoil, tmp_path):
    path = tmp_path / "trials.jsonl"
    trials = Trials(path, "key")
    for n in range(3):
        trials.add(Trial(n, (0.5,) * len(FITTED), 1.0))
    assert len(Trials(path, "key").done) == 3
    path.write_text(spoil(path.read_text()))
    before = path.read_bytes()
    with pytest.raises(BadInput, match=r"trials\.jsonl: line \d .*move the file away") as caught:
        Trials(path, "key")
    assert "\n" not in str(caught.value) and path.read_bytes() == before


@pytest.mark.parametrize("text", [b"\xff\xfe", None])
def test_trials_that_are_no_text_or_no_file(text, tmp_path):
    path = tmp_path / "trials.jsonl"
    path.mkdir() if text is None else path.write_bytes(text)
    with pytest.raises(BadInput, match="no file of trials"):
        Trials(path, "key")
