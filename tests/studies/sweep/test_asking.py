"""A question in SQL reads a study's tables and nothing else, writes nothing, and ends."""

import json

import pytest

from consolidation import BadInput, sweep
from consolidation.faces.cli.app import status as command
from consolidation.studies.sweep.asking import bounded, checked
from consolidation.studies.sweep.results import dumped


@pytest.fixture
def asked(study):
    return sweep(study(), workers=0)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO 'mine.csv'", "EXPORT DATABASE 'mine'", "CREATE TABLE mine (a int)", "DROP VIEW runs",
        "INSERT INTO owners VALUES ('a', 'b')", "DELETE FROM owners", "ATTACH 'mine.db'", "SET threads = 1",
        "PRAGMA version", "INSTALL httpfs", "LOAD httpfs", "CALL pragma_version()", "SELECT 1; DROP VIEW runs", "", " ",
        "-- nothing", ";",
    ],
)  # fmt: skip
def test_only_one_select_is_a_question(asked, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="one SELECT over runs") as told:
        asked.query(sql)
    assert "\n" not in str(told.value) and not list(tmp_path.glob("mine*"))


@pytest.mark.parametrize("sql", ["SELECT * FROM read_text('{}')", "FROM '{}'", "SELECT * FROM glob('/*')", "FROM kept"])
def test_other_files_and_the_caller_s_own_data_are_out_of_reach(asked, sql, tmp_path):
    own, kept = tmp_path / "own.csv", [1]
    own.write_text("a\n1\n")
    with pytest.raises(BadInput, match="query: "):
        asked.query(sql.format(own)).fetchall()
        assert kept
    with pytest.raises(BadInput):
        asked.query("SET enable_external_access = true")


@pytest.mark.parametrize(
    "sql", ["DESCRIBE runs", "SUMMARIZE runs", "WITH a AS (FROM runs) SELECT count(*) FROM a", "EXPLAIN FROM runs"]
)
def test_the_friends_of_select_are_questions_too(asked, sql):
    assert asked.query(sql).fetchall()


def test_a_question_that_does_not_end_is_given_up(asked):
    relation = asked.query("SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range = 7")
    with pytest.raises(BadInput, match=r"no answer within 0.2 s"), bounded(asked.connection, 0.2):
        relation.fetchall()
    assert len(asked) == 12


def test_what_is_no_number_is_null_in_json(asked):
    relation = asked.query("SELECT 'nan'::DOUBLE AS a, 'inf'::DOUBLE AS b, 'x' AS c, 1.5 AS d")
    assert json.loads(dumped(relation), parse_constant=pytest.fail) == [{"a": None, "b": None, "c": "x", "d": 1.5}]


def test_nothing_asked_is_told_on_the_command_line(file, capsys):
    path = file()
    assert command(["sweep", "run", str(path), "-q", "--workers", "0"]) == 0
    capsys.readouterr()
    for sql in ("", "SELECT", "SELECT * FROM nowhere"):
        assert command(["sweep", "query", str(path), sql]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert checked("SELECT 1") == "SELECT 1"
