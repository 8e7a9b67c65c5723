"""Places, files, foreign pages: what keeps one visitor from harming the server or another."""

import base64
import io

import pandas as pd
import pytest

from consolidation.catalog.errors import BadInput
from consolidation.faces.page.server.gate import foreign
from consolidation.faces.page.server.sessions import Room
from consolidation.faces.page.views import sweep
from consolidation.faces.page.visitor import downloads, results, upload, visit
from consolidation.faces.page.visitor.address import parse
from consolidation.faces.page.visitor.live import Live
from consolidation.faces.page.widgets import Sent
from consolidation.results.live import run

QUERY = "scenario=classroom&seed=7&week=5"


def test_a_full_room_turns_away_and_a_place_given_back_is_taken():
    room = Room(most=1, idle_minutes=30)
    assert room.enter("a", lambda: None)
    assert not room.enter("b", lambda: None)
    assert room.enter("a", lambda: None)
    room.leave("a")
    assert room.enter("b", lambda: None)
    assert not room.touch("a")


def test_who_is_idle_makes_way():
    dropped = []
    room = Room(most=1, idle_minutes=0)
    room.enter("a", lambda: dropped.append("a"))
    assert room.enter("b", lambda: None)
    assert dropped == ["a"]
    assert not room.touch("a") and room.touch("b")


def test_foreign_pages_are_told_from_ours_and_from_programs():
    host = {b"host": b"localhost:8765"}
    assert not foreign(host)
    assert not foreign({**host, b"origin": b"http://localhost:8765"})
    assert foreign({**host, b"origin": b"http://evil.example"})
    assert foreign({**host, b"origin": b"null"})
    assert not foreign({**host, b"origin": b"https://lab.example"}, ("https://lab.example",))


@pytest.fixture
def guest(monkeypatch):
    monkeypatch.setattr(visit, "ROOM", Room(most=2))
    visit.ROOM.enter("me", lambda: None)
    drawn = []
    guest = visit.Visit("me", QUERY, lambda: drawn.append(1))
    guest.drawn = drawn
    return guest


def test_a_mistake_is_a_message_and_the_model_stays(guest):
    guest.pull({"name": "tariffs.scale", "value": 99})
    guest.sow({"seed": "seven"})
    guest.upload({"name": "x.toml", "size": 10, "text": "weeks = 0"})
    assert len(guest.notices) == 3 and all(notice["kind"] == "bad" for notice in guest.notices)
    assert guest.live.week == 5 and not guest.failed and len(guest.drawn) == 3


def test_a_bug_is_a_page_with_a_way_back(guest, monkeypatch):
    monkeypatch.setattr(guest.live, "advance", lambda *_: 1 / 0)
    guest.step()
    assert guest.failed
    guest.begin_again()
    assert not guest.failed and guest.live.week == 0


def test_orders_are_divided_as_asked_and_the_address_says_so(guest):
    guest.divide_orders({"value": "origin"})
    assert guest.orders == "origin" and "orders=origin" in guest.address
    guest.divide_orders({"value": "nonsense"})
    assert guest.orders == "origin"
    guest.divide_orders({"value": "maker"})
    assert "orders=" not in guest.address


def test_every_fault_of_an_address_is_told_however_many(guest):
    query = "scenario=x&seed=y&week=-1&view=3d&theme=blue&orders=moon&tariffs.scale=9&nonsense=1"
    told = " ".join(notice["text"] for notice in visit.Visit("me", query, lambda: None).notices)
    for words in ("“x”", "“y”", "“-1”", "“3d”", "“blue”", "“moon”", "“9”", "“nonsense”"):
        assert words in told, words


def test_who_lost_their_place_takes_it_up_where_they_were(guest):
    before = guest.live.frames().series
    visit.ROOM.leave("me")
    guest.drop()
    guest.step()
    assert guest.gone
    guest.come_back()
    assert not guest.gone and guest.live.frames().series.equals(before)


def test_play_pause_scrub_and_on_from_the_end(guest):
    guest.play({"on": True})
    guest.advance({"weeks": 3})
    assert guest.playing and guest.week == 8
    guest.scrub({"week": 2})
    assert not guest.playing and guest.week == 2 and guest.live.week == 8
    guest.play({"on": True})
    assert guest.week == 8
    guest.reset()
    assert guest.week == 0 and not guest.playing


@pytest.mark.parametrize("kind", downloads.KINDS)
def test_every_download_holds_what_it_says(kind):
    live = Live(parse(QUERY).wish)
    file = downloads.make(kind, live, 3, 1)
    content = base64.b64decode(file["data"])
    if kind == "toml":
        assert upload.read("again.toml", content.decode(), len(content)) == live.simulation.scenario
    else:
        read = pd.read_csv if kind.endswith("csv") else pd.read_parquet
        assert read(io.BytesIO(content))["week"].max() <= 3
    assert downloads.make("passwords", live, 3, 1) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not toml [", "not TOML"),
        ("[tariffs]\nscale = 99", "from 0 to 5"),
        ("[tarifs]\nscale = 1", "nearest"),
        ('base = "/etc/passwd.toml"', "files of its own"),
        ('base = "../secret"', "files of its own"),
        ('[data]\nfirms = "/etc/passwd.csv"', "files of its own"),
        ('[bitcoin]\nprice_path = "/etc/passwd.csv"', "files of its own"),
        ("x" * 70_000, "64 kB"),
        ("\0", "not text"),
        (None, "not text"),
    ],
)
def test_a_bad_upload_is_refused_in_words(text, words):
    with pytest.raises(BadInput, match=words):
        upload.read("own.toml", text, 100)


def test_a_good_upload_is_a_scenario():
    scenario = upload.read("../../my own!.toml", 'base = "no-shock"\ntitle = "Mine"\n[ai]\ndemand_scale = 0.5', 60)
    assert (scenario.name, scenario.title, scenario.ai.demand_scale) == ("myown", "Mine", 0.5)


def test_only_the_new_weeks_are_sent():
    sent = Sent()
    sent.send({"series": [{"name": "a", "data": [1, 2]}]})
    whole = sent.option
    sent.send({"series": [{"name": "a", "data": [1, 2, 3]}]})
    assert sent.option is whole
    assert sent.tail == {"serial": 1, "from": [2], "data": [[3]]}
    sent.send({"series": [{"name": "a", "data": [1, 5, 3]}]})
    assert sent.option is not whole and sent.tail is None
    sent.forget()
    sent.send({"series": [{"name": "a", "data": [1, 5, 3]}]})
    assert sent.option["serial"] == 3


def test_results_on_disk_are_found_and_are_what_was_run(tmp_path):
    kept = {}
    for keep in ("series", "full", "panel"):
        kept[keep] = run("classroom", 7, weeks=6, keep=keep)
        kept[keep].save(tmp_path / "study" / "results" / keep)
    assert [one.name for one in results.listed(tmp_path)] == ["study/full", "study/panel", "study/series"]
    for one in results.listed(tmp_path):
        frames, loaded, note = results.frames_of(one.folder)
        assert frames.week == 6 and loaded.seed == 7
        assert note == ("" if loaded.keep == "panel" else "relived")
        assert frames.firms.us_hash.sum(axis=1) == pytest.approx(frames.series["us_hash_eh_s"])


def test_a_comparison_goes_home_as_csv():
    sides = {side: Live(parse(f"{QUERY}&tariffs.scale={scale}").wish) for side, scale in (("a", 1), ("b", 0))}
    frames = {side: live.frames(3) for side, live in sides.items()}
    file = downloads.compared("sides_csv", frames, None, 7, 1)
    table = pd.read_csv(io.BytesIO(base64.b64decode(file["data"])))
    assert table.groupby("side")["week"].max().to_dict() == {"a": 3, "b": 3}
    dearer = table.pivot(index="week", columns="side", values="rig_price_usd_per_th")
    assert (dearer["a"] > dearer["b"]).all()
    assert downloads.compared("band_csv", frames, None, 7, 1) is None
    assert downloads.compared("passwords", frames, None, 7, 1) is None


def test_a_sweeps_table_reads_from_what_was_varied_to_what_came_out():
    table = pd.DataFrame(
        {
            "id": ["a" * 64, "b" * 64],
            "weeks": [60, 60],
            "us_share": [0.31042, 0.305],
            "tariffs.scale": [0.0, 2.0],
            "seed": [1, 2],
            "error": [None, None],
            "own_metric": [12.345, float("nan")],
        }
    )
    heads, rows = sweep.rows(table)
    assert heads == ["Seed", "Tariffs on rigs", "US share of the network, %", "Own metric", "Weeks", "Run"]
    assert rows == [["1", "0", "31.04", "12.3", "60", "a" * 8], ["2", "2", "30.50", "–", "60", "b" * 8]]
    table["error"] = [None, "cash is conserved"]
    heads, rows = sweep.rows(table)
    assert "What went wrong" in heads and rows[1][heads.index("What went wrong")] == "cash is conserved"


def test_a_sweep_is_a_table(tmp_path):
    folder = tmp_path / "grid" / "results"
    (folder / "runs").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    pd.DataFrame({"run": [0, 1, 2], "exits_small": [5, 9, 7]}).to_parquet(folder / "runs" / "part.parquet")
    (found,) = results.listed(tmp_path)
    assert found.sweep
    table, count = results.sweep_table(found.folder, "exits_small")
    assert count == 3 and table["exits_small"].tolist() == [9, 7, 5]
    with pytest.raises(BadInput):
        (folder / "runs" / "part.parquet").write_bytes(b"nonsense")
        results.sweep_table(found.folder)
