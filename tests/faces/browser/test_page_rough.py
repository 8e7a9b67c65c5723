"""Rough handling in Chromium: hostile addresses, a neighbour's failure, a place lost and taken again; and finer
looks.
"""

from pathlib import Path

import pytest

from tests.faces.browser.page_tools import APP, READY, SMALL_ROOM, at_week, button, drawn, figures, keep

CLASS = "scenario=classroom&seed=7"
HOSTILE = (
    "scenario=%3Cscript%3Ealert(1)%3C/script%3E",
    "scenario=../../../etc/passwd",
    "seed=%00",
    "seed=" + "9" * 3_000,
    "week=%2E%2E%2F%2E%2E",
    "firm=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "tariffs.scale=1e999",
    "__proto__.scale=1",
)


@pytest.fixture
def address(serve):
    return serve(APP)


def test_a_hostile_address_gets_a_message_and_the_default(address, visit):
    for query in HOSTILE:
        page = visit(f"{address}/?{query}")
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        told = page.locator(".notices").inner_text()
        assert "cannot be" in told and len(told) < 500, query
        assert page.locator(".pick select").input_value() == "april-2025"
        assert "Opening" in page.locator(".week").inner_text()
        page.close()


def test_an_address_as_long_as_a_server_takes(address, visit):
    page = visit(f"{address}/?{CLASS}&week=3&x={'A' * 20_000}")
    at_week(page, 3)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_neighbour_s_failure_is_not_ours(serve, visit):
    server = serve(Path(__file__).with_name("broken_page.py"))
    theirs, ours = visit(f"{server}/?{CLASS}&week=1"), visit(f"{server}/?{CLASS}&week=3")
    button(theirs, "Step").click()
    theirs.wait_for_selector("text=Something went wrong, and only on your page")
    button(ours, "Step").click()
    at_week(ours, 4)
    assert ours.get_by_text("Something went wrong").count() == 0


def test_a_full_room_lets_in_when_somebody_has_long_been_away(serve, visit):
    small = serve(SMALL_ROOM, CONSOLIDATION_VISITORS="1", CONSOLIDATION_IDLE_MINUTES="0.1")
    first = visit(f"{small}/?{CLASS}&week=4")
    before = figures(first)
    second = visit(f"{small}/?{CLASS}", ready="text=The room is full")
    second.wait_for_timeout(6_500)
    button(second, "Try again").click()
    second.wait_for_selector(READY)
    button(first, "Step").click()
    first.wait_for_selector("text=You have been away for a while")
    keep(first, "away")
    first.wait_for_timeout(6_500)
    button(first, "Take it up again where it was").click()
    at_week(first, 4)
    assert figures(first) == before


def test_orders_by_maker_or_origin_with_the_keyboard(address, visit):
    page = visit(f"{address}/?{CLASS}&week=60")
    drawn(page)
    card = page.locator(".chart", has_text="Machines").first
    legend = lambda: card.locator(".legend").inner_text()  # noqa: E731
    assert "Bitmain" in legend() and "China" not in legend()
    card.get_by_role("button", name="Origin").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('orders=origin')")
    card.locator(".legend", has_text="China").wait_for()
    assert "Bitmain" not in legend()
    for words in ("Duty, % (below)", "Queue, weeks (below, right)", "Price landed"):
        assert words in legend()
    again = visit(page.url)
    drawn(again)
    assert "China" in again.locator(".chart", has_text="Machines").first.locator(".legend").inner_text()


def test_pointing_at_a_week_in_one_chart_points_at_it_in_the_others(address, visit):
    page = visit(f"{address}/?{CLASS}&week=60")
    drawn(page, 8)
    page.wait_for_timeout(800)
    picture = "n => document.querySelectorAll('.board .plot canvas')[n].toDataURL()"
    other = page.evaluate(picture, 5)
    box = page.locator(".board .plot").nth(2).bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function(f"before => ({picture})(5) !== before", arg=other, timeout=5_000)
    assert page.locator(".board .plot").nth(2).get_by_text("Hashprice").is_visible()
    page.mouse.move(5, 5)
    page.wait_for_function(f"before => ({picture})(5) === before", arg=other, timeout=5_000)
