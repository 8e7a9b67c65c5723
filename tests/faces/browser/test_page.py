"""The industry page in Chromium: it loads clean, plays, steps, answers its levers, and shows what `consolidation run`
says.
"""

import json

import pytest

from consolidation.faces.page.words.numbers import written
from consolidation.results.live import run
from tests.faces.browser.page_tools import APP, READY, at_week, button, drawn, figures, keep, week

CLASS = "scenario=classroom&seed=7"
FOCUSED = "() => { const e = document.activeElement; return e.ariaLabel || e.innerText || e.id || ''; }"


@pytest.fixture
def address(serve):
    return serve(APP)


@pytest.fixture
def opened(address, visit):
    return lambda query="", ready=READY: visit(f"{address}/?{query}", ready)


def test_it_loads_and_every_chart_is_drawn(opened):
    page = opened("seed=7&week=64")
    drawn(page)
    at_week(page, 64)
    assert page.title() == "Consolidation"
    keep(page, "industry", full=True)


def test_step_play_pause_reset(opened):
    page = opened(CLASS)
    assert "Opening" in page.locator(".week").inner_text()
    button(page, "Step").click()
    at_week(page, 1)
    button(page, "Play").click()
    page.wait_for_function(
        "() => /Week ([6-9]|\\d\\d)/.test(document.querySelector('.week').innerText)", timeout=30_000
    )
    button(page, "Pause").click()
    page.wait_for_selector("button:has-text('Play')")
    stopped = week(page)
    page.wait_for_timeout(700)
    assert week(page) == stopped
    drawn(page)
    button(page, "Reset").click()
    page.wait_for_selector("text=Opening")


def test_it_plays_to_the_end_at_full_speed(opened):
    page = opened("scenario=classroom&seed=7&weeks=60")
    page.get_by_label("Speed").press("End")
    button(page, "Play").click()
    at_week(page, 60, timeout=60_000)
    assert button(page, "Step").is_disabled()
    keep(page, "industry-end")


def test_figures_are_those_of_the_command_line(opened):
    page = opened(f"{CLASS}&week=30")
    at_week(page, 30)
    last = run("classroom", 7, weeks=30).series.iloc[-1]
    shown = figures(page)
    assert shown["Firms alive"] == written(last.small_alive + last.major_alive)
    assert shown["Exits"] == written(last.exits_small + last.exits_major)
    assert shown["US share"] == written(last.us_share * 100, 1)
    assert shown["HHI"] == written(last.hhi_us, 3)
    assert shown["Hashprice"] == written(last.hashprice_usd_per_ph_day, 1)
    assert shown["Network"] == written(last.network_hash_eh_s)
    assert shown["Rig, landed"] == written(last.rig_price_usd_per_th, 1)
    assert shown["Mining"] == written(last.mining_mw_us / 1e3, 2)
    assert shown["AI"] == written(last.ai_mw_us / 1e3, 2)


def test_a_lever_changes_the_outcome(opened):
    plain, moved = opened(f"{CLASS}&week=8"), opened(CLASS)
    moved.get_by_label("Tariffs on rigs").press("Home")
    moved.wait_for_selector("text=in force from week 1")
    for n in range(1, 9):
        button(moved, "Step").click()
        at_week(moved, n)
    assert figures(plain)["Rig, landed"] != figures(moved)["Rig, landed"]
    moved.get_by_label("Energy support").press("End")
    moved.wait_for_selector("text=Energy support: in force from week 9 on")
    moved.get_by_label("American makers' capacity").press("End")
    moved.wait_for_selector("text=takes effect at the next reset")
    assert "support_usd_per_mwh" in moved.url and "@8" in moved.url
    button(moved, "All back").click()
    moved.wait_for_selector("button:has-text('All back')", state="detached")


def test_two_visitors_have_two_models(opened):
    one, other = opened(CLASS), opened(CLASS)
    button(one, "Step").click()
    at_week(one, 1)
    assert "Opening" in other.locator(".week").inner_text()


def test_an_address_brings_back_the_picture(opened):
    query = "scenario=import-ban&seed=7&tariffs.scale=0.5&week=12"
    page = opened(query)
    at_week(page, 12)
    assert page.url.endswith(query)
    before = figures(page)
    button(page, "Step").click()
    at_week(page, 13)
    page.wait_for_function("() => location.search.endsWith('week=13')")
    again = opened(page.url.partition("?")[2].replace("week=13", "week=12"))
    assert figures(again) == before


def test_a_bad_address_is_told_and_the_default_opens(opened):
    page = opened("scenario=nonsense&seed=x&tariffs.scale=99&week=9999")
    for words in ("there is no scenario “nonsense”", "“x” is not a seed", "from 0 to 5", "is not between 0 and 196"):
        assert page.get_by_text(words).is_visible(), words
    assert page.locator(".pick select").input_value() == "april-2025"


def test_scrub_and_on_from_the_end(opened):
    page = opened(f"{CLASS}&week=20")
    now = figures(page)
    page.locator(".scrub input").evaluate("e => { e.value = 5; e.dispatchEvent(new Event('input')); }")
    at_week(page, 5)
    assert page.get_by_text("Looking back").is_visible()
    assert figures(page) != now
    button(page, "Latest").click()
    at_week(page, 20)
    assert figures(page) == now


def test_another_scenario_and_another_seed(opened):
    page = opened(CLASS)
    page.locator(".pick select").select_option("import-ban")
    page.wait_for_function("() => location.search.includes('import-ban')")
    page.get_by_label("Seed").fill("11")
    page.get_by_label("Seed").press("Enter")
    page.wait_for_function("() => location.search.includes('seed=11')")
    button(page, "New seed").click()
    page.wait_for_function("() => !location.search.includes('seed=11')")


def test_click_a_firm(opened):
    page = opened("seed=7&week=40")
    page.get_by_role("searchbox", name="Search a firm").fill("CleanSpark")
    page.locator(".firms tbody button").first.click()
    page.wait_for_selector(".drawer h2:has-text('CleanSpark')")
    assert page.get_by_text("Sites and contracts").is_visible()
    drawn(page, 11)
    keep(page, "firm")
    page.keyboard.press("Escape")
    page.wait_for_selector(".drawer", state="detached")
    page.get_by_role("searchbox", name="Search a firm").fill("")
    page.locator(".firms thead button", has_text="Left").click()
    page.locator(".firms tbody tr.gone button").first.click()
    page.wait_for_selector("text=How it ended")
    assert page.locator(".drawer .story").first.locator("li").count() >= 1
    keep(page, "firm-ended")


def test_feed_and_network_filter(opened):
    page = opened("seed=7&week=30")
    page.locator(".feed").get_by_role("button", name="Policy", exact=True).click()
    page.wait_for_selector(".feed >> text=/Duty on rigs from China/")
    page.get_by_role("group", name="Relation").get_by_role("button", name="AI leases", exact=True).click()
    page.wait_for_function("() => document.querySelector('.stack .plot').ariaLabel.includes('rents halls')")


def test_downloads(opened, tmp_path):
    page = opened(f"{CLASS}&week=6")
    for name in ("Weekly figures (CSV)", "Weekly figures (Parquet)", "Scenario (TOML)"):
        page.get_by_text("Download", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename.startswith("classroom-seed-7")
    drawn(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as PNG: Concentration", exact=False).click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_upload_bad_and_good(opened, tmp_path):
    page = opened(CLASS)
    bad, good, large = (tmp_path / name for name in ("bad.toml", "good.toml", "large.toml"))
    bad.write_text("[tariffs]\nscale = 99\n")
    large.write_text("# " + "x" * 70_000)
    good.write_text('base = "classroom"\ntitle = "My own world"\n[tariffs]\nscale = 2.0\n')
    page.locator("input[type=file]").set_input_files(bad)
    page.wait_for_selector("text=That scenario cannot be used")
    page.locator("input[type=file]").set_input_files(large)
    page.wait_for_selector("text=at most 64 kB")
    page.locator("input[type=file]").set_input_files(good)
    page.wait_for_selector("text=“My own world” is loaded")
    assert page.locator(".pick select").input_value() == "uploaded"


def test_keyboard_only(opened):
    page = opened(CLASS)
    page.keyboard.press("ArrowRight")
    at_week(page, 1)
    page.keyboard.press("ArrowRight")
    at_week(page, 2)
    page.keyboard.press("ArrowLeft")
    at_week(page, 1)
    page.keyboard.press(" ")
    page.wait_for_selector("button:has-text('Pause')")
    page.keyboard.press(" ")
    page.wait_for_selector("button:has-text('Play')")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED).strip())
    for name in ("Share", "Download", "Projector", "Step", "Reset", "Industry", "Compare"):
        assert any(name in text for text in reached), (name, json.dumps(sorted(reached)))


def test_the_projector_view(opened):
    page = opened(f"{CLASS}&week=20&view=projector")
    drawn(page)
    assert page.locator(".levers").count() == 0
    size = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.cons')).fontSize)")
    assert size >= 18
    keep(page, "projector")
    button(page, "Desk").click()
    page.wait_for_selector(".levers")
    assert "view=" not in page.url


def test_dark_and_a_tablet(opened):
    page = opened(f"{CLASS}&week=20&theme=dark")
    drawn(page)
    ground = page.evaluate("() => getComputedStyle(document.querySelector('.cons')).backgroundColor")
    assert ground == "rgb(14, 19, 25)"
    keep(page, "dark")
    page.set_viewport_size({"width": 820, "height": 1180})
    page.wait_for_timeout(400)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    keep(page, "tablet")
