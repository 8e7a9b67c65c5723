"""Programs written for version 0.2.0 are brought to the new import paths; what cannot be is told, with its line."""

import importlib
from textwrap import dedent

import pytest

from consolidation.faces.cli.app import status as command
from consolidation.faces.cli.new_paths import OURS, home, rewritten, table


def new(text):
    return rewritten(dedent(text).encode())[0].decode()


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("from consolidation.codes import MINING as M", "from consolidation.catalog.codes import MINING as M"),
        (
            "from consolidation import tables, run",
            "from consolidation.catalog import tables\nfrom consolidation import run",
        ),
        ("import consolidation.tick as t", "import consolidation.industry.week as t"),
        (
            "import consolidation.draws\nx = consolidation.draws.uniform",
            "import consolidation.engine.draws\nx = consolidation.engine.draws.uniform",
        ),
        (
            "if True:\n    from consolidation.agents.growth import cheapest_region, HOURS_PER_YEAR  # why\n",
            "if True:\n    from consolidation.industry.agents.siting import cheapest_region\n"
            "    from consolidation.catalog.units import HOURS_PER_YEAR  # why\n",
        ),
        (
            "x = 1; from consolidation.errors import BadInput",
            "x = 1; from consolidation.catalog.errors import BadInput",
        ),
    ],
)
def test_an_import_is_turned_to_where_things_are_now(old, now):
    assert new(old) == now


@pytest.mark.parametrize(
    "text",
    [
        "from consolidation import Scenario, run, sweep, compare\n",
        "from consolidation.catalog.codes import MINING\nimport consolidation\n",
        "import numpy\nfrom .codes import x\ncodes.consolidation.tables = 'consolidation.tables'\n",
    ],
)
def test_what_need_not_change_stays_to_the_letter(text):
    assert rewritten(text.encode()) == (text.encode(), [])


def test_a_name_asked_of_a_module_that_lost_it_is_told():
    _, told = rewritten(b"from consolidation.agents import growth, major\ngrowth.cheapest_region\nmajor.ORDERS_EVERY\n")
    assert (
        2,
        "consolidation.agents.growth.cheapest_region is now consolidation.industry.agents.siting.cheapest_region",
    ) in told
    assert (3, "consolidation.agents.major.ORDERS_EVERY is gone") in told


def test_every_new_path_is_there():
    for old, now in table().items():
        where, _, name = now.rpartition(".")
        if now and not hasattr(importlib.import_module(where), name):
            importlib.import_module(now)
        assert home(old) == now


def test_the_command_tells_and_with_write_changes_files(tmp_path, capsys):
    program = tmp_path / "mine.py"
    program.write_text(f"from {OURS}tick import WEEK\n")
    assert command(["new-paths", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{program}:1: from consolidation.industry.week import WEEK\n"
    assert "tick" in program.read_text()
    assert command(["new-paths", str(tmp_path), "--write"]) == 0
    assert program.read_text() == "from consolidation.industry.week import WEEK\n"
    capsys.readouterr()
    assert command(["new-paths", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    program.write_text("from import")
    assert command(["new-paths", str(program)]) == 2
    assert command(["new-paths", str(tmp_path / "none.py")]) == 2
    assert [line.partition(": ")[2].partition(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        str(program),
        str(tmp_path / "none.py"),
    ]
