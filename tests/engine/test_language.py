"""The language of rules: what both worlds read alike passes, what they would not is refused with file and line."""

import math

import pytest

from consolidation import BadInput, replaced, run
from consolidation.catalog.tables import WORLD
from consolidation.engine import kinds
from consolidation.engine.arithmetic import exp, whole
from consolidation.engine.kinds import REAL, WHOLE, Kind
from consolidation.engine.language import Reader
from consolidation.engine.rule import rule
from consolidation.industry import reading
from consolidation.industry.holdings import purse
from consolidation.industry.markets import solvency
from consolidation.industry.rules import RULES
from consolidation.industry.week import NAMES, WEEK

MONEY = {("firms", name) for name in ("btc_sat", "loan_cents", "notes_cents")} | {
    ("accounts", "cash_cents"),
    ("accounts", "flow_cents"),
    ("books", "lender_book_cents"),
    ("vendors", "deposits_cents"),
}


def read(tmp_path, body, **names):
    """What is wrong in a rule of the world, the first firm and a number."""
    path = tmp_path / "rule_of_mine.py"
    path.write_text("def mine(world, firm, i):\n" + "".join(f"    {line}\n" for line in body.splitlines()))
    held = {"math": math, "purse": purse, "exp": exp, "whole": whole, "__name__": "mine", **names}
    exec(compile(path.read_text(), str(path), "exec"), held)
    reader = Reader(WORLD)
    known = reader.rule(held["mine"], [kinds.WORLD, Kind("row", "firms"), WHOLE])
    return known, list(reader.wrong)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("return firm.hodl_shar", "line 2: firms have no column 'hodl_shar'; the nearest is 'hodl_share'"),
        ("firm.loan_cent = 1", "firms have no column 'loan_cent'; the nearest is 'loan_cents'"),
        ("x = 1\nreturn world.site[i].kw", "line 3: the world has no table 'site'; the nearest is 'sites'"),
        ("return world.sites[firm.sites[i]].regio", "sites have no column 'regio'; the nearest is 'region'"),
        ("return purse.net_asset(firm)", "purse has no 'net_asset'; the nearest is 'net_assets'"),
        ("return math.sqr(2.0)", "math has no 'sqr'; the nearest is 'sqrt'"),
        ("return frim.alive", "nothing is called 'frim'; the nearest is 'firm'"),
        ("world.firms[i] = firm", "a whole row is assigned to the table firms: write its columns"),
        ("firm.sites = world.firms[i].sites", "a whole array is assigned to sites: write its elements"),
        ("return firm.sites[0:2]", "a slice: write the loop"),
        ("return firm == world.firms[i]", "firm is a row of firms and is compared: compare numbers of rows"),
        ("firm.loan_cents = 1.7", "loan_cents is a whole number and gets a real number"),
        ("firm.loan_cents += firm.loan_rate", "loan_cents is a whole number and gets a real number"),
        ("firm.loan_cents /= 2", "loan_cents is a whole number and gets a real number"),
        ("firm.sites[0] = 0.5", "firm.sites is a whole number and gets a real number"),
        ("firm.alive = i > 3", "alive is a whole number and gets a truth value; write `1 if ... else 0`"),
        ("firm.loan_rate = 1", "loan_rate is a real number and gets a whole number"),
        ("firm.loan_rate = min(i, 3)", "loan_rate is a real number and gets a whole number"),
        (
            "n = 0\nfor k in range(i):\n    n += 0.5\nreturn n",
            "n is a whole number and becomes a real number: begin with n = 0.0",
        ),
        ("if i > 3:\n    return 1\nreturn 0.5", "returns a real number, elsewhere a whole number"),
        ("return max(firm.loan_rate, 0)", "one of these is a real number and one a whole number"),
        ("return firm.loan_rate if i > 3 else 0", "one of these is a real number and one a whole number"),
        ("return world.firms[firm.loan_rate].alive", "firm.loan_rate is a real number and no row"),
        ("return firm + 1", "a row of firms in a sum: use its columns"),
        ("return math.exp(2.0)", "math.exp: use `exp` of `engine.arithmetic`"),
        ("return int(math.floor(2.5))", "math.floor: use `floor` of `engine.arithmetic`"),
        ("return math.pow(2.0, 0.5)", "math.pow: use `to_power` of `engine.arithmetic`"),
        ("return int(firm.loan_rate)", "int() of a real number: use `whole` of `engine.arithmetic`"),
        ("return purse.unused_credit()", "unused_credit: missing a required argument: 'firm'"),
        ("return purse.unused_credit(firm, 1)", "unused_credit: too many positional arguments"),
        ("return purse.borrow(world, firm, cent=1)", "borrow: missing a required argument: 'cents'"),
        ("return [firm.alive]", "`[firm.alive]` is no word of a rule"),
        ("with firm:\n    pass", "`with` is no word of a rule"),
        ("del firm", "`delete` is no word of a rule"),
    ],
)
def test_what_two_worlds_would_read_differently_is_refused(tmp_path, body, complaint):
    _, wrong = read(tmp_path, body)
    assert [one for one in wrong if one.startswith("rule_of_mine.py, line ") and one.endswith(complaint)] == wrong[:1]
    assert wrong


@pytest.mark.parametrize(
    "body",
    [
        "n = 0.0\nfor k in range(firm.n_sites):\n    n += world.sites[firm.sites[k]].kw\nreturn n",
        "firm.alive = 1 if firm.loan_rate > 0.5 else 0",
        "firm.loan_cents += whole(firm.loan_rate * 3.0)\nfirm.loan_rate = 1.0 * i",
        "world.scratch[0], world.scratch[i] = world.scratch[i], world.scratch[0]",
        "a, b = 1, 2.0\nfirm.loan_cents = a\nfirm.loan_rate = b",
        "while i > 0 and firm.alive == 1:\n    i -= 1\nreturn exp(-firm.loan_rate)",
        "return purse.unused_credit(firm) // 2",
    ],
)
def test_what_both_read_alike_passes(tmp_path, body):
    assert read(tmp_path, body)[1] == []


def test_reads_and_writes_are_those_of_all_that_is_called(tmp_path):
    @rule
    def helper(firm, share=0.5):
        """Half of it."""
        firm.credit_limit_cents = whole(share * firm.asset_cents)
        return firm.loan_rate

    known, wrong = read(tmp_path, "world.books[0].turned_away += 1\nreturn helper(firm)", helper=helper)
    assert wrong == [] and known.gives == REAL
    assert known.reads == {("books", "turned_away"), ("firms", "asset_cents"), ("firms", "loan_rate")}
    assert known.writes == {("books", "turned_away"), ("firms", "credit_limit_cents")}
    assert known.own_writes == {("books", "turned_away")}


def test_what_is_around_a_function_counts_and_text_that_is_not_at_hand_is_not_read():
    share, seen = 0.5, []

    def mine(world, firm):
        seen.append(firm.id)
        firm.credit_limit_cents = whole(share * firm.asset_cents)

    reader = Reader(WORLD)
    known = reader.rule(mine, [kinds.WORLD, Kind("row", "firms")])
    assert list(reader.wrong) == [] and ("firms", "credit_limit_cents") in known.writes
    typed: dict = {}
    exec("def mine(world, firm):\n    return firm.hodl_shar", typed)
    assert reader.rule(typed["mine"], [kinds.WORLD, Kind("row", "firms")]).gives == kinds.UNKNOWN
    assert list(reader.wrong) == []


@pytest.mark.interpreted
def test_the_industry_keeps_to_it():
    assert reading.wrong() == []
    known = {function.__qualname__ for function, _ in reading.reader(RULES()).known}
    assert len(known) > 280 and {"order_rigs", "open_anonymous", "open_queues"} <= known
    assert all({WORLD[table][column].base.kind for column in WORLD[table].names} <= {"i", "f"} for table in WORLD.names
               if WORLD[table].names)  # fmt: skip


def test_markets_believe_nothing():
    own = list(reading.reader(RULES()).own(lambda module: ".markets." in module))
    assert len(own) > 60
    assert {f.__qualname__ for f, writes in own for _, name in writes if name.startswith("belief_")} == set()


def test_agents_move_money_by_paying_and_by_what_they_hold_only():
    own = list(reading.reader(RULES()).own(lambda module: ".agents." in module))
    assert len(own) > 60
    assert {(f.__qualname__, *column) for f, writes in own for column in writes & MONEY} == set()


def test_every_phase_shows_what_it_touches():
    touched = dict(zip(NAMES, map(reading.touched, WEEK), strict=True))
    reads, writes = touched["news.calendar.begin_week"]
    assert reads == {"clock": ["week"]} and writes["clock"] == ["week"]
    assert "price_usd" in touched["news.bitcoin.read_price"][1]["bitcoin"]
    assert all(writes for _, writes in touched.values())
    assert "cash_cents" in touched["markets.bills.pay_the_bills"][1]["accounts"]


def test_a_misspelt_rule_is_told_before_anything_is_lived():
    def use_spare_cash(world, firm):
        firm.loan_cents += firm.hodl_shar

    told = r"test_language\.py, line \d+: firms have no column 'hodl_shar'"
    with replaced(solvency.use_spare_cash, use_spare_cash), pytest.raises(BadInput, match=told):
        run("classroom", seed=1, weeks=2)
    assert len(run("classroom", seed=1, weeks=2, keep="series").series) == 2


def test_what_was_found_right_once_is_not_read_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CONSOLIDATION_CACHE", str(tmp_path / "cache"))
    reading.hold_to_the_language.__wrapped__(RULES())
    monkeypatch.setattr(reading, "reader", None)
    reading.hold_to_the_language.__wrapped__(RULES())
    with pytest.raises(TypeError):
        reading.hold_to_the_language.__wrapped__("another digest, of rules nobody has read")
