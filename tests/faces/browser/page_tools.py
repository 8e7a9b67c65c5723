"""Hands and eyes for the tests of the page."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCREENSHOTS = ROOT / "tests" / "screenshots"
APP = ROOT / "app.py"
SMALL_ROOM = ROOT / "consolidation" / "faces" / "page" / "app.py"
READY = "button:has-text('Play')"
WEEK = re.compile(r"Week (\d+) of (\d+)")


def keep(page, name, full=False):
    """Keep a screenshot, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)


def button(page, name, **more):
    """A button by its name, whatever sign stands before it."""
    return page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(name)}$"), **more)


def at_week(page, week, timeout=30_000):
    """Wait until a week is shown."""
    page.wait_for_selector(f".week >> text=/^Week {week} of /", timeout=timeout)


def week(page):
    """The week shown, 0 at the opening."""
    found = WEEK.search(page.locator(".controls .week").inner_text())
    return int(found.group(1)) if found else 0


def figures(page):
    """The headline figures by label."""
    return {
        entry.locator("dt").inner_text(): entry.locator("dd b").inner_text()
        for entry in page.locator(".figures > div").all()
    }


def drawn(page, charts=7):
    """Wait until every chart has a picture."""
    page.wait_for_function(f"() => document.querySelectorAll('.plot canvas').length >= {charts}", timeout=30_000)
