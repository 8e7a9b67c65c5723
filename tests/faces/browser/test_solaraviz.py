"""Mesa's SolaraViz on an Industry: it draws, steps, plays to the end, starts again with what its sliders say."""

from pathlib import Path

import pytest

PAGE = Path(__file__).with_name("solaraviz_page.py")


@pytest.fixture
def page(serve, visit):
    return visit(serve(PAGE), ready="text=Step: 0")


def button(page, label):
    return page.get_by_role("button", name=label, exact=True)


def test_it_draws_and_steps(page):
    assert page.get_by_text("Consolidation").first.is_visible()
    button(page, "Step").click()
    page.wait_for_selector("text=Step: 1", timeout=30_000)
    page.wait_for_selector("img", timeout=30_000)
    assert page.locator("img").count() == 2


def test_it_plays_to_the_last_week_and_stops(page):
    button(page, "▶").click()
    page.wait_for_selector("text=Step: 8", timeout=60_000)
    page.wait_for_function(
        "() => [...document.querySelectorAll('button')].some(b => b.innerText.trim() == 'STEP' && b.disabled)",
        timeout=30_000,
    )
    assert page.get_by_text("error in step").count() == 0


def test_reset_makes_a_new_industry(page):
    button(page, "Step").click()
    page.wait_for_selector("text=Step: 1", timeout=30_000)
    button(page, "Reset").click()
    page.wait_for_selector("text=Step: 0", timeout=30_000)
    button(page, "Step").click()
    page.wait_for_selector("text=Step: 1", timeout=30_000)


def test_sliders_reach_the_next_industry(page):
    page.wait_for_selector("text=seed 1, tariffs x 1", timeout=30_000)
    for slider in (2, 3):  # after the two of the controls
        page.get_by_role("slider").nth(slider).press("ArrowRight")
    button(page, "Reset").click()
    page.wait_for_selector("text=seed 2, tariffs x 1.25", timeout=30_000)


def test_two_visitors_have_two_industries(page, serve, visit):
    other = visit(serve(PAGE), ready="text=Step: 0")
    button(other, "Step").click()
    other.wait_for_selector("text=Step: 1", timeout=30_000)
    assert page.get_by_text("Step: 0").count() == 1
