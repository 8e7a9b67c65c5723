"""`consolidation try`: an edited rule beside the rules as they are, on the same luck."""

import json
from pathlib import Path

import pytest

from consolidation import BadInput
from consolidation.faces.cli.app import status
from consolidation.industry.agents import criterion
from consolidation.studies.trying import tried

COPY = Path(criterion.__file__).read_text()
HALF = COPY.replace("return max(budget, 0.0)", "return 0.5 * max(budget, 0.0)")
TWICE = "\n\ndef net_assets(firm):\n    return 2 * (firm.asset_cents - firm.loan_cents - firm.notes_cents)\n"
NAME = "agents.criterion.budget_cents"


def test_an_edited_copy_shows_figures_and_the_event_at_which_lives_part(tmp_path, capsys):
    path = tmp_path / "criterion.py"
    path.write_text(HALF)
    assert status(["try", str(path), "--weeks", "40"]) == 0
    said = capsys.readouterr().out
    assert f"with {NAME} of" in said
    assert "before" in said and "after" in said and "difference" in said
    assert said.count("  before: week") == said.count("  after: week") == 1
    assert status(["try", str(path), "--weeks", "40", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rules"] == [NAME]
    assert 1 <= len(found["differences"]) <= 5
    assert found["parting"][0]["week"] and found["parting"] != [None, None]


def test_a_function_alone_stands_for_the_rule_of_its_name(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def use_spare_cash(world, firm):\n    return\n")
    found = tried(path, weeks=20)
    assert found.rules == ("markets.solvency.use_spare_cash",)
    assert found.after.id != found.before.id


def test_words_that_change_nothing_are_no_edit(tmp_path):
    path = tmp_path / "criterion.py"
    path.write_text(COPY.replace('"""What a firm may', '"""Whatever a firm may') + "\n# a comment\n")
    with pytest.raises(BadInput, match="it edits no rule"):
        tried(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("def x(:", "SyntaxError"), ("import nothing_of_the_kind", "ModuleNotFoundError"), ("1 / 0", "ZeroDivisionError"),
     ("def plan(world):\n    return\n", "several rules"), ("", "edits no rule"), (None, "no such file")],
)  # fmt: skip
def test_what_cannot_be_tried_is_a_line(tmp_path, capsys, text, words):
    path = tmp_path / "own.py"
    if text is not None:
        path.write_text(text)
    assert status(["try", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and words in said.err, said.err


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 0.5 * firm.asset_cent", "firms have no column 'asset_cent'; the nearest is 'asset_cents'"),
        ("firm.asset_centz = 1", "firms have no column 'asset_centz'; the nearest is 'asset_cents'"),
        ("return firm.asset_cents // 0", "ZeroDivisionError"),
        ("return nothing_of_the_kind(firm)", "nothing is called 'nothing_of_the_kind'"),
        ("firm.loan_cents += 1\n    return firm.asset_cents", "breach of"),
    ],
)
def test_what_goes_wrong_in_an_edited_rule_is_told_with_its_line(tmp_path, capsys, body, words):
    path = tmp_path / "mine.py"
    path.write_text(f"def net_assets(firm):\n    {body}\n")
    assert status(["try", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and words in said.err, said.err
    assert "mine.py, line 2: " in said.err or "breach" in said.err


def test_rules_that_call_each_other_may_be_edited_together(tmp_path):
    path = tmp_path / "criterion.py"
    path.write_text(
        HALF.replace("budget = cash(world, firm.account) -", "budget = 2 * cash(world, firm.account) -") + TWICE
    )
    found = tried(path, weeks=20)
    assert set(found.rules) == {NAME, "holdings.purse.net_assets"} and not found.differences().empty
