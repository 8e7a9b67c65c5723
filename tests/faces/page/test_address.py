"""Addresses: what one says comes back, and what cannot be is told and replaced."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.faces.page.visitor.address import compose, parse
from consolidation.faces.page.visitor.live import Change, Wish


def test_a_whole_address_is_read():
    said = parse("scenario=import-ban&seed=7&tariffs.scale=0.5&week=60&view=projector&theme=dark&firm=IREN")
    assert said.wish.scenario.name == "import-ban"
    assert said.wish.seed == 7
    assert dict(said.wish.levers) == {"tariffs.scale": 0.5}
    assert (said.week, said.view, said.theme, said.firm) == (60, "projector", "dark", "IREN")
    assert said.problems == ()


def test_a_lever_moved_later_keeps_its_week():
    said = parse("energy.support_usd_per_mwh=5@30&week=60")
    assert said.wish.changes == (Change(30, "energy.support_usd_per_mwh", 5.0),)


def test_what_is_composed_is_read_back():
    said = parse(
        "scenario=stay-home&seed=3&relocation.allowed=on&tariffs.scale=0.123456789&ai.demand_scale=2@10&week=40"
    )
    again = parse(compose(said.wish, 40, "projector", "dark", "MARA Holdings"))
    assert again.wish == said.wish
    assert (again.week, again.view, again.theme, again.firm) == (40, "projector", "dark", "MARA Holdings")


def test_how_orders_are_divided_is_part_of_the_picture():
    said = parse("orders=origin")
    assert said.orders == "origin" and not said.problems
    assert "orders=origin" in compose(said.wish, 3, orders=said.orders)
    assert parse("").orders == "maker" and "not one of" in parse("orders=moon").problems[0]


def test_nothing_at_all_is_the_default():
    for query in (None, "", "modelid=3"):
        said = parse(query)
        assert (said.wish.scenario.name, said.wish.seed, said.week, said.problems) == ("april-2025", 1, None, ())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("scenario=apirl-2025", "nearest is “april-2025”"),
        ("scenario=../../etc/passwd", "there is no scenario"),
        ("scenario=uploaded", "uploaded"),
        ("seed=-1", "not a seed"),
        ("seed=99999999999999999999999999", "not a seed"),
        ("week=500", "between 0 and 196"),
        ("week=x", "between 0 and 196"),
        ("tariffs.scale=9", "from 0 to 5"),
        ("tariffs.scale=nan", "from 0 to 5"),
        ("tarifs.scale=1", "nearest is “tariffs.scale”"),
        ("tariffs.scale=1@x", "tariffs.scale"),
        ("miners.anonymous=3", "there is no lever"),
        ("weeks=1043", "more than this page holds"),
        ("view=3d", "view"),
        ("&".join(f"k{n}=1" for n in range(200)), "more than can be read"),
    ],
)
def test_what_cannot_be_is_told_and_replaced(query, words):
    said = parse(query)
    assert any(words in problem for problem in said.problems), said.problems
    assert said.wish.scenario.name == "april-2025"
    assert said.wish.levers == () or dict(said.wish.levers) == {"weeks": 1043}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_address_breaks_the_page(text):
    said = parse(text)
    assert isinstance(said.wish, Wish)
    for problem in said.problems:
        assert len(problem) < 1_000
