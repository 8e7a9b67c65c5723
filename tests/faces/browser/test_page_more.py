"""The other pages, accessibility, a full room, foreign pages."""

import http.client
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consolidation.results.live import run
from tests.faces.browser.page_tools import APP, READY, SMALL_ROOM, at_week, button, drawn, keep

CLASS = "scenario=classroom&seed=7"
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def address(serve, tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    run("classroom", 7, weeks=12).save(root / "first" / "results" / "one")
    return serve(APP, CONSOLIDATION_RUNS=str(root))


@pytest.fixture
def opened(address, visit):
    return lambda path="/", ready=READY: visit(f"{address}{path}", ready)


def test_compare_two_settings_with_one_luck(opened):
    page = opened("/compare?a=classroom&b=classroom&b.tariffs.scale=0&seed=7&measure=rig_price_usd_per_th")
    page.get_by_label("Speed").press("End")
    button(page, "Play").click()
    page.wait_for_function("() => /Week [2-9]\\d/.test(document.querySelector('.week').innerText)", timeout=60_000)
    button(page, "Pause").click()
    drawn(page, 2)
    assert page.locator(".plain-table tbody tr").count() > 10
    page.get_by_label("Seeds").select_option("10")
    button(page, "Run the band").click()
    page.wait_for_selector("text=Difference over 10 seeds", timeout=90_000)
    page.wait_for_selector("button:has-text('Run the band')")
    keep(page, "compare", full=True)
    for name, rows in (("Both sides by week (CSV)", None), ("The band’s pairs by week (CSV)", 10 * 156)):
        page.get_by_text("Download", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        lines = waiting.value.path().read_text().splitlines()
        assert "rig_price_usd_per_th" in lines[0] and (rows is None or len(lines) == rows + 1)
    assert "b.tariffs.scale=0" in page.url


def test_a_band_can_be_cancelled(opened):
    page = opened("/compare?a=april-2025&b=no-shock&seed=7")
    page.get_by_label("Seeds").select_option("100")
    button(page, "Run the band").click()
    page.wait_for_selector("text=/[1-9]\\d* of 100 pairs/", timeout=60_000)
    button(page, "Cancel").click()
    page.wait_for_selector("button:has-text('Run the band')", timeout=30_000)


def test_the_model_outlives_a_look_at_another_page(opened):
    page = opened(f"/?{CLASS}&week=9")
    page.get_by_role("link", name="About").click()
    page.wait_for_selector("text=How far to trust it")
    keep(page, "about")
    page.get_by_role("link", name="Industry").click()
    at_week(page, 9)
    page.go_back()
    page.wait_for_selector("text=How far to trust it")


def test_runs_shows_a_stored_run(opened):
    page = opened("/runs", ready=".figures")
    at_week(page, 12)
    drawn(page, 6)
    assert page.get_by_text("lived again from its seed").is_visible()
    keep(page, "runs", full=True)


@pytest.mark.parametrize(
    "path", [f"/?{CLASS}&week=12&firm=IREN", "/?view=projector&theme=dark", "/compare", "/about", "/runs"]
)
def test_axe_finds_nothing_serious(opened, path):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(path, ready="a:has-text('About')")
    page.wait_for_timeout(1500)
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    told = [
        f"{v['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for v in found
        for node in v["nodes"][:4]
    ]
    assert not told, "\n".join(told)


def test_a_foreign_page_gets_no_websocket(address):
    ours = urlsplit(address).netloc
    assert handshake(ours, f"http://{ours}") == 101
    assert handshake(ours, "http://evil.example") == 403


def handshake(host, origin):
    connection = http.client.HTTPConnection(host, timeout=10)
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Origin": origin,
    }
    try:
        connection.request("GET", "/jupyter/api/kernels/0d0d/channels?session_id=1", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_full_room_says_so(serve, visit):
    small = serve(SMALL_ROOM, CONSOLIDATION_VISITORS="1")
    first = visit(small)
    second = visit(small, ready="text=The room is full")
    keep(second, "room-full")
    button(first, "Step").click()
    at_week(first, 1)


def test_thirty_steps_in_a_row_are_quick(opened):
    page = opened(f"/?{CLASS}&week=20")
    drawn(page)
    times = []
    for week in range(21, 36):
        started = time.perf_counter()
        page.keyboard.press("ArrowRight")
        at_week(page, week)
        times.append(time.perf_counter() - started)
    assert sorted(times)[len(times) // 2] < 1.0


def test_a_page_that_cannot_be_drawn_leaves_a_way_back(serve, visit):
    page = visit(serve(Path(__file__).with_name("broken_page.py")) + f"/?{CLASS}", READY)
    button(page, "Step").click()
    at_week(page, 1)
    button(page, "Step").click()
    page.wait_for_selector("text=Something went wrong, and only on your page")
    keep(page, "failed")
    button(page, "Start again from week 0").click()
    page.wait_for_selector("text=Opening")
    button(page, "Step").click()
    at_week(page, 1)
