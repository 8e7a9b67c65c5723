"""The command line in a process of its own: what it prints where, what it writes, and how it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import consolidation as package
from consolidation import Run, Scenario, __version__

WEEKS = "12"
PACKAGE = Path(package.__file__).parent


def consolidation(*arguments, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "consolidation", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=600,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Compile first, so that no test's stderr tells of it."""
    assert consolidation("warm-up", "--quiet").returncode == 0


def test_version_and_help():
    assert consolidation("--version").stdout == f"consolidation {__version__}\n"
    shown = consolidation("--help")
    assert shown.returncode == 0
    for command in ("run", "scenarios", "network", "warm-up", "schedule"):
        assert command in shown.stdout


def test_run_prints_the_years_the_largest_and_the_events():
    done = consolidation("run", "classroom", "--seed", "3", "--weeks", "60")
    assert (done.returncode, done.stderr) == (0, "")
    assert "hashprice" in done.stdout and "2025" in done.stdout and "2026" in done.stdout
    assert "ten largest" in done.stdout and "Notable events" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    assert "\x1b" not in done.stdout


def test_json_is_one_object():
    done = consolidation("run", "classroom", "--weeks", WEEKS, "--set", "tariffs.scale=0", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["scenario"], found["seed"], found["weeks"]) == ("classroom", 1, 12)
    assert found["years"][0]["year"] == 2025
    assert found["final"]["week"] == 12
    assert len(found["largest_now"]) == 10


def test_out_writes_a_run_that_loads(tmp_path):
    done = consolidation(
        "run", "classroom", "--weeks", WEEKS, "--seed", "5", "--out", "o/r", "--panel", "-q", cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = Run.load(tmp_path / "o" / "r")
    assert (found.seed, found.weeks, found.keep) == (5, 12, "panel")
    assert len(found.panel) >= 12 * 24


def test_a_scenario_file_of_ones_own(tmp_path):
    (tmp_path / "mine.toml").write_text('base = "classroom"\nweeks = 4\n[tariffs]\nscale = 2.0\n')
    done = consolidation("run", "mine.toml", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (json.loads(done.stdout)["scenario"], json.loads(done.stdout)["weeks"]) == ("mine", 4)


def test_scenarios_are_listed_and_shown():
    done = consolidation("scenarios")
    for name in Scenario.names():
        assert name in done.stdout
    shown = consolidation("scenarios", "show", "import-ban")
    assert shown.returncode == 0
    assert "policy.ban_week" in shown.stdout and "base" in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 100


def test_network_writes_graphml(tmp_path):
    done = consolidation("network", "classroom", "--week", "3", "--out", "net.graphml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    graph = nx.read_graphml(tmp_path / "net.graphml")
    assert "Bitmain" in graph
    assert "net.graphml" in done.stdout


def test_schedule_names_every_phase():
    from consolidation.industry.week import schedule

    shown = consolidation("schedule").stdout
    for name, _ in schedule():
        assert name in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "april2025"], "april-2025"),
        (["run", "no/such/file.toml"], "file.toml"),
        (["run", "classroom", "--set", "tariffs.scle=1"], "tariffs.scale"),
        (["run", "classroom", "--set", "tariffs.scale=much"], "tariffs.scale"),
        (["run", "classroom", "--set", "tariffs.scale=99"], "from 0 to 5"),
        (["run", "classroom", "--set", "tariffs.scale=nan"], "tariffs.scale"),
        (["run", "classroom", "--set", "tariffs.scale"], "key=value"),
        (["run", "classroom", "--weeks", "0"], "weeks"),
        (["run", "classroom", "--weeks", "99999"], "weeks"),
        (["run", "classroom", "--weeks", "two"], "weeks"),
        (["run", "classroom", "--seed", "-1"], "seed"),
        (["run", "classroom", "--seed", str(2**63)], "seed"),
        (["run", "classroom", "--seed", "1.5"], "seed"),
        (["run", "classroom", "--out", "a-file"], "a-file"),
        (["run", "classroom", "--out", "a-file/below"], "a-file"),
        (["run", "classroom", "--colour"], "--colour"),
        (["run", "classroom", "stray"], "stray"),
        (["runn"], "runn"),
        (["scenarios", "show"], "show NAME"),
        (["scenarios", "show", "clasroom"], "classroom"),
        (["network", "classroom", "--week", "-1", "--out", "x.graphml"], "week"),
        (["network", "classroom", "--week", "1", "--out", "no/such/x.graphml"], "no/such"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, says, tmp_path):
    (tmp_path / "a-file").write_text("")
    done = consolidation(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("consolidation: ")
    assert says in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["a-file"]


@pytest.mark.parametrize("folder", ["closed/run", "/proc/closed/run"])
def test_an_unwritable_folder_is_refused_before_the_run(folder, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    if folder.startswith("closed") and os.geteuid() == 0:
        folder = "/sys/closed/run"  # root may write anywhere but into the kernel's own trees
    done = consolidation("run", "classroom", "--out", folder, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_reader_who_leaves_is_no_error():
    command = f"{sys.executable} -m consolidation scenarios show april-2025 | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_books_that_do_not_balance_end_with_status_1(monkeypatch, capsys):
    from consolidation.catalog.errors import Breach
    from consolidation.faces.cli import app
    from consolidation.industry import week

    def broken(world, spent=None):
        raise Breach(3, "books.identities.check", "cash is conserved", 2, 1)

    monkeypatch.setattr(week, "step", broken)
    assert app.status(["run", "classroom", "--weeks", "4", "--quiet"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("consolidation: the books do not balance: week 3") and said.count("\n") == 1


def test_help_costs_no_heavy_import():
    code = (
        "import sys; sys.argv = ['consolidation', '--help']\n"
        "from consolidation.faces.cli import app\n"
        "app.status(['--help'])\n"
        "print(sorted({'numba', 'pandas', 'mesa', 'solara', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", ["MARA [listed]", "MARA [/x]", "[bold]MARA"])
def test_brackets_in_a_name_are_printed_as_they_are(name, tmp_path):
    rows = (PACKAGE / "data" / "firms.csv").read_text(encoding="utf-8").splitlines()[:5]
    rows[1] = name + rows[1][rows[1].index(",") :]
    (tmp_path / "firms.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text('base = "classroom"\nweeks = 3\n[data]\nfirms = "firms.csv"\n')
    done = consolidation("run", str(own))
    assert done.returncode == 0, done.stderr
    assert name in done.stdout
