"""A thing is declared in one line with all its words, and found everywhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import consolidation
from consolidation.catalog.causes import CAUSE_LABELS, CAUSES
from consolidation.catalog.events import DUTY_CHANGED, EVENT_LABELS, EVENTS, GROUPS, KINDS, LISTED
from consolidation.catalog.payments import COIN_SALES, KIND_LABELS, PAYMENTS, REPAIRS
from consolidation.faces.page.words.events import sentence
from consolidation.results.frames import EVENT_COLUMNS

PACKAGE = Path(consolidation.__file__).parent


def test_numbers_are_places_and_labels_are_unique():
    for labels in (EVENT_LABELS, CAUSE_LABELS, KIND_LABELS):
        assert len(set(labels)) == len(labels)
    assert (DUTY_CHANGED, LISTED, len(EVENTS)) == (0, 36, 37)  # stored results hold them: new ones go to the end
    assert (COIN_SALES, REPAIRS) == (0, 28)
    assert CAUSE_LABELS[0] == "" and len(CAUSE_LABELS) == 20


def test_every_event_has_its_words():
    happened = SimpleNamespace(firm="MARA", other="ERCOT, 5.0 %", power_mw=1.0, hash_eh_s=1.0, usd=1.0, cause="duty")
    for one in EVENTS:
        assert one.group in GROUPS and one.size in EVENT_COLUMNS, one
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
from consolidation import run
from consolidation.catalog.codes import CLASS_LABELS
from consolidation.faces.cli import report
from consolidation.faces.page.charts import base
from consolidation.faces.page.views import feed
from consolidation.results.metrics import parse
lived = run("classroom", 1, 3)
events = lived.events
print((events["kind"] == "week begun").sum())
print([row[1:3] for row in feed.rows(events, "", "", set())][-1])
print([row[1] for row in feed.rows(events, "Bitcoin", "", set())][-1])
print(base.notable(type("Frames", (), {"events": events})))
print([kind for kind in report.notable(lived)["kind"] if kind == "week begun"][:1])
print(parse("events.week begun@count").name)
"""


def test_an_event_is_declared_in_one_line_told_in_another_and_found_everywhere(tmp_path):
    copy = tmp_path / "consolidation"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "paths"))
    declared = copy / "catalog" / "events.py"
    line = (
        'WEEK_BEGUN = event("week begun", "Bitcoin", "Week {usd_price} begins.", usd="USD/BTC", rank=0, mark="Week")\n'
    )
    text = declared.read_text()
    declared.write_text(text.replace("\nEVENT_LABELS", f"{line}\nEVENT_LABELS"))
    told = copy / "industry" / "news" / "calendar.py"
    text = told.read_text().replace(
        "from ...engine.rule", "from ...catalog.events import WEEK_BEGUN\nfrom ...engine.rule"
    )
    text = text.replace("import rule\n", "import rule\nfrom ..books.ledger import tell\n", 1)
    told.write_text(text + "    tell(world, WEEK_BEGUN, cents=100 * world.clock[0].week)\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-P", "-c", LIVE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, fed, filtered, marks, reported, metric = done.stdout.splitlines()
    assert count == "3"
    assert fed == "['Week 1 begins.', '◆']" and filtered == "Week 1 begins."
    assert "(1, 'Week')" in marks and reported == "['week begun']"
    assert metric == "events.week begun@count"
