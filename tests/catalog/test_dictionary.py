"""A thing is declared in one line with all its words, and found everywhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

import consolidation
from consolidation.catalog.causes import CAUSE_LABELS, CAUSES
from consolidation.catalog.codes import declare
from consolidation.catalog.events import DUTY_CHANGED, EVENT_LABELS, EVENTS, GROUPS, KINDS, LISTED
from consolidation.catalog.kept import EVENT_COLUMNS
from consolidation.catalog.payments import COIN_SALES, KIND_LABELS, PAYMENTS, REPAIRS
from consolidation.faces.page.words.events import sentence

PACKAGE = Path(consolidation.__file__).parent


def test_numbers_are_places_and_labels_are_unique():
    for labels in (EVENT_LABELS, CAUSE_LABELS, KIND_LABELS):
        assert len(set(labels)) == len(labels)
    assert (DUTY_CHANGED, LISTED, len(EVENTS)) == (0, 36, 37)  # stored results hold them: new ones go to the end
    assert (COIN_SALES, REPAIRS) == (0, 28)
    assert CAUSE_LABELS[0] == "" and len(CAUSE_LABELS) == 20


def test_what_is_declared_twice_is_refused():
    family = {}
    assert [declare(family, "a", 1), declare(family, "b", 2)] == [0, 1]
    with pytest.raises(ValueError, match="'a' is declared twice"):
        declare(family, "a", 3)


def test_every_event_has_its_words():
    happened = SimpleNamespace(firm="MARA", other="ERCOT, 5.0 %", power_mw=1.0, hash_eh_s=1.0, usd=1.0, cause="duty")
    for one in EVENTS:
        assert one.group in GROUPS and one.size in {column.name for column in EVENT_COLUMNS}, one
        assert one.usd in ("", "USD", "USD/MWh", "USD/BTC"), one
        happened.kind = one.label
        said = sentence(happened)
        assert said.endswith(".") and "{" not in said and ("MARA" in said or "{firm}" not in one.says)
        assert all(name in (None, "firm") for _, name, _, _ in Formatter().parse(one.mark + one.large))
        assert one.story or not one.summed
    assert len({one.summed for one in EVENTS if one.summed}) == sum(one.summed > 0 for one in EVENTS)
    assert set(KINDS) == set(EVENT_LABELS)


def test_every_cause_and_payment_has_its_words():
    assert all(words for label, words in CAUSES.items() if label)
    assert all(words and not words.endswith(".") for words in PAYMENTS.values())


LIVE = """
import sys
import pyarrow.parquet as pq
from pathlib import Path
from consolidation import Scenario, compare, run
from consolidation.catalog.check import PARAMETERS
from consolidation.faces.cli import report
from consolidation.faces.cli.scenarios import written
from consolidation.faces.page.charts import base, difference, graph
from consolidation.faces.page.views import feed
from consolidation.faces.page.views.headlines import HEADLINES
from consolidation.faces.page.words import columns, levers
from consolidation.results.metrics import SERIES_NAMES, parse
from consolidation.results.storage import save

lived = run("classroom", 1, 3, keep="panel")
events = lived.events
print((events["kind"] == "week begun").sum())
print([row[1:3] for row in feed.rows(events, "", "", set())][-1])
print([row[1] for row in feed.rows(events, "Bitcoin", "", set())][-1])
print(base.notable(type("Frames", (), {"events": events})))
print([kind for kind in report.notable(lived)["kind"] if kind == "week begun"][:1])
print(parse("events.week begun@count").name)
folder = Path(sys.argv[1])
save(lived, folder)
field = pq.read_schema(folder / "series.parquet").field("stored_eh_s")
print({key.decode(): value.decode() for key, value in field.metadata.items()})
print(parse("stored_eh_s@mean").name, "stored_eh_s" in difference.COMPARED, columns.heading("stored_eh_s"))
print(report.by_year(lived)[0]["stored_eh_s"] == lived.series["stored_eh_s"].mean() > 0)
changed = Scenario.load("classroom", {"miners.idleness": 0.5})
print(PARAMETERS["miners.idleness"].help, written(changed.miners.idleness), "idleness = 0.5" in changed.to_toml())
idle = levers.LEVERS["miners.idleness"]
print(levers.label(idle.name), idle.name in levers.FIRST, levers.said(idle, 0.5))
from consolidation import Industry
print("stored_eh_s" in Industry("classroom", 1).datacollector.model_reporters)
print("foundry" in dict(lived.network().nodes(data="kind")).values(), graph.PARTIES["foundry"].says)
"""
EDITS = {
    "catalog/events.py": (
        "\nEVENTS = ",
        '\nWEEK_BEGUN = event("week begun", "Bitcoin", "Week {usd_price} begins.", usd="USD/BTC", rank=0, mark="Week")'
        "\n\nEVENTS = ",
    ),
    "industry/news/calendar.py": (
        "world.clock[0].week += 1\n",
        "world.clock[0].week += 1\n    tell(world, WEEK_BEGUN, cents=100 * world.clock[0].week)\n",
    ),
    "catalog/series.py": (
        '    measure("btc_held"',
        '    measure("stored_eh_s", "f8", "EH/s", "of machines in stores", compared=Compared(99, "Stored", "EH/s", 1),'
        ' yearly=Yearly(99, "in store", MEAN, ".1f"), reported=True),\n    measure("btc_held"',
    ),
    "industry/books/record.py": ("    now.debt_musd =", "    now.stored_eh_s = 1.5\n    now.debt_musd ="),
    "catalog/parameters.py": (
        'class Miners(Group, title="Miners"):\n',
        'class Miners(Group, title="Miners"):\n    idleness: float = number('
        '0.0, "share", 0.0, 1.0, "of the week spent idle", role="lever", label="Idle hours", first=1)\n',
    ),
    "catalog/relations.py": (
        "\nSUPPLIES = ",
        '\nFOUNDRY = party("foundry", "Chip foundry", palette.GREY)\n\nSUPPLIES = ',
    ),
    "results/network.py": (
        "    graph.add_node(LENDER,",
        '    graph.add_node("Foundry", kind=relations.FOUNDRY)\n    graph.add_node(LENDER,',
    ),
}
IMPORTS = "from ...catalog.events import WEEK_BEGUN\nfrom ..books.ledger import tell\n"


def test_a_thing_is_declared_in_one_line_filled_in_another_and_found_everywhere(tmp_path):
    copy = tmp_path / "consolidation"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "paths"))
    for name, (old, new) in EDITS.items():
        text = (copy / name).read_text()
        assert text.count(old) == 1, name
        (copy / name).write_text(text.replace(old, new))
    told = copy / "industry" / "news" / "calendar.py"
    told.write_text(told.read_text().replace("\n@rule", f"\n{IMPORTS}\n@rule", 1))
    # A new column changes the world's type: uncompiled it costs nothing.
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-P", "-c", LIVE, tmp_path / "run"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, fed, filtered, marks, reported, metric, *rest = done.stdout.splitlines()
    assert count == "3"
    assert fed == "['Week 1 begins.', '◆']" and filtered == "Week 1 begins."
    assert "(1, 'Week')" in marks and reported == "['week begun']"
    assert metric == "events.week begun@count"
    assert rest == [
        "{'unit': 'EH/s', 'meaning': 'of machines in stores'}",
        "stored_eh_s@mean True Stored, EH/s",
        "True",
        "of the week spent idle 0.5 True",
        "Idle hours True 0.5 share",
        "True",
        "True Chip foundry",
    ]
