"""Scenarios: loading, varying, writing, and one clear line for every kind of bad input."""

import datetime as dt
import pickle
import time
from pathlib import Path

import numpy as np
import pytest

from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.errors import BadInput
from consolidation.catalog.parameters import GROUPS
from consolidation.catalog.tables import PARAMS, new_world
from consolidation.scenario.scenario import Scenario

SHIPPED = Scenario.names()
MODEL_PAGE = {
    "april-2025", "no-shock", "tariffs-only", "ai-only", "import-ban", "pause-only", "localisation", "energy-policy",
    "stay-home", "history-2019", "classroom",
}  # fmt: skip


def written(folder: Path, text: str | bytes, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def complaint(source: str | Path, overrides: dict | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        Scenario.load(source, overrides)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_scenario_of_the_model_ships() -> None:
    assert set(SHIPPED) == MODEL_PAGE
    assert SHIPPED[0] == "april-2025"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_is_whole_and_holds_only_differences(name: str) -> None:
    scenario = Scenario.load(name)
    assert scenario.title and scenario.question.endswith("?") and scenario.description.endswith(".")
    assert scenario.start.weekday() == 0
    said = set(scenario.layers[-1].values)
    assert set(scenario.differences()) == (said - {"weeks", "start"} if name == "april-2025" else said)
    assert (name == "april-2025") == (scenario.base == ())
    assert scenario.firms and scenario.rigs and scenario.makers and scenario.regions and scenario.duties


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_written_scenario_loads_to_an_equal_one(name: str, full: bool, tmp_path: Path) -> None:
    scenario = Scenario.load(name, {"miners.conduct": 0.25, "weeks": 30})
    again = Scenario.load(written(tmp_path, scenario.to_toml(full)))
    assert again == scenario and hash(again) == hash(scenario)
    assert again.title == scenario.title and again.description == scenario.description
    if full:
        assert again.causes == scenario.causes and again.base == ()


def test_pairs_of_scenarios_differ_as_the_model_page_says() -> None:
    base, none = Scenario.load("april-2025"), Scenario.load("no-shock")
    off = {**base.causes["tariffs"].off, **base.causes["ai"].off}
    assert base.with_overrides(off) == none
    tariffs, ai = Scenario.load("tariffs-only"), Scenario.load("ai-only")
    assert base.with_overrides(base.causes["ai"].off) == tariffs
    assert base.with_overrides(base.causes["tariffs"].off) == ai
    assert tariffs.base == ("no-shock", "april-2025")


def test_causes_name_what_switches_them_off() -> None:
    causes = Scenario.load("stay-home").causes
    assert set(causes) == {"tariffs", "ai", "halving", "competition", "relocation", "fees"}
    assert all(cause.title and cause.words.endswith(".") for cause in causes.values())


def test_overrides_are_read_as_their_types() -> None:
    scenario = Scenario.load(
        "april-2025",
        {
            "tariffs.scale": "0.5", "relocation.allowed": "off", "miners.anonymous": "12", "start": "2025-04-07",
            "mining.pooling": "solo", "ai.demand_scale": np.float64(2), "policy.ban_week": np.int64(3), "weeks": 10.0,
            "energy.support_usd_per_mwh": 4,
        },
    )  # fmt: skip
    assert scenario.tariffs.scale == 0.5 and scenario.relocation.allowed is False and scenario.miners.anonymous == 12
    assert scenario.start == dt.date(2025, 4, 7) and scenario.mining.pooling == "solo"
    assert scenario.ai.demand_scale == 2.0 and type(scenario.ai.demand_scale) is float
    assert scenario.policy.ban_week == 3 and scenario.weeks == 10 and type(scenario.weeks) is int
    assert type(scenario.energy.support_usd_per_mwh) is float
    assert scenario.differences()["tariffs.scale"] == (1.0, 0.5)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("tariffs.scal", 1, "nearest is 'tariffs.scale'"),
        ("snapback_chance", 1, "nearest is 'tariffs.snapback_chance'"),
        ("tariffs.scale", 9, "a number from 0 to 5 ratio"),
        ("tariffs.scale", -1e-9, "from 0 to 5"),
        ("tariffs.scale", float("nan"), "from 0 to 5"),
        ("tariffs.scale", "inf", "from 0 to 5"),
        ("tariffs.scale", True, "a number"),
        ("tariffs.scale", "", "a number"),
        ("tariffs.scale", None, "a number"),
        ("tariffs.scale", [1], "a number"),
        ("bitcoin.opening_price_usd", 10**400, "USD/BTC"),
        ("miners.anonymous", 1.5, "a whole number from 0 to 640 firm"),
        ("relocation.allowed", 1, "on or off"),
        ("relocation.allowed", "maybe", "on or off"),
        ("mining.pooling", "both", "one of pooled, solo"),
        ("weeks", 0, "from 1 to 1043 week"),
        ("weeks", 1044, "from 1 to 1043 week"),
        ("start", "2025-04-01", "a Monday"),
        ("start", "1960-01-04", "a Monday from 2009-01-05"),
        ("start", dt.datetime(2025, 3, 31), "a Monday"),
        ("bitcoin.price_path", "nowhere.csv", "shipped: history-2019.csv"),
        ("bitcoin.price_path", "paths", "not the name of a CSV file"),
        ("bitcoin.price_path", "x" * 400, "the name of a CSV file"),
    ],
)
def test_a_bad_override_is_one_clear_line(key: str, value: object, words: str) -> None:
    assert words in complaint("april-2025", {key: value})
    with pytest.raises(BadInput):
        Scenario.load("april-2025").with_overrides({key: value})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tarifs]\nscale = 1", "mine.toml: unknown key 'tarifs'; the nearest is 'tariffs'"),
        ("[tariffs]\nscael = 1", "unknown key 'tariffs.scael'; the nearest is 'tariffs.scale'"),
        ("[tariffs]\nscale = 6.0", "mine.toml: tariffs.scale = '6.0' is not allowed: a number from 0 to 5 ratio"),
        ("[tariffs]\nscale = nan", "not allowed"),
        ("[tariffs]\nscale = inf", "not allowed"),
        ("[tariffs]\nscale = '1'", "not allowed"),
        ("[tariffs]\nscale = true", "not allowed"),
        ("tariffs = 1", "a table is wanted"),
        ("[tariffs", "mine.toml: not TOML"),
        ("weeks = 5\nweeks = 6", "not TOML"),
        ("x = " + "[" * 5000, "brackets more than 100 deep"),
        (b"\x7fELF\xff\xfe\x00", "not a text file"),
        ("# " + "x" * 70_000, "at most 64 kB"),
        ("base = 'aprl-2025'", "the nearest is 'april-2025'"),
        ("base = 3", "base: text is wanted"),
        ("base = 'mine'", "unknown scenario 'mine'"),
        ("base = './mine.toml'", "circle"),
        ("start = 2025-04-01", "a Monday"),
        ("[data]\nfirm = 'x.csv'", "the nearest is 'data.firms'"),
        ("[data]\nfirms = 'x.csv'", "x.csv: no such file"),
        ("[data]\nfirms = 'x.txt'", "the name of a CSV file is wanted"),
        ("[data]\nkeep_firms = ['MARA']", "the nearest is 'MARA Holdings'"),
        ("[data]\nkeep_firms = []", "a list of names"),
        ("[duties]\nremove_befor = 2025-01-01", "unknown key 'duties.remove_befor'"),
        ("[duties]\nremove_after = 'soon'", "a date like"),
        ("[[duties.add]]\norigin = 'Mars'\nfrom = 2025-01-01\nrate = 0.1", "one of China"),
        ("[[duties.add]]\norigin = 'China'\nfrom = 2025-01-01\nrate = nan", "key rate: 'nan' is not a number"),
        ("[[duties.add]]\norigin = 'China'\nfrom = 2025-01-01\nrate = true", "key rate"),
        ("[[duties.add]]\norigin = 'China'\nrate = 0.1", "key from: '' is not a date"),
        ("[[duties.add]]\norigin = 'China'\nuntil = 1", "unknown key 'until'"),
        ("[duties]\nadd = 1", "rows are wanted"),
        ("[[claims.add]]\nfirm = 'Nobody'\nfiled = 2025-05-01\nmusd = 1", "unknown firm 'Nobody'"),
        ("[causes.x]\ntitle = 'X'", "causes.x.off"),
        ('[causes."x\\ny"]\ntitle = "X"', "causes.x y.off"),
        ("[causes.x]\noff = { 'tariffs.scal' = 0 }", "the nearest is 'tariffs.scale'"),
        ("[causes.x]\noff = { 'tariffs.scale' = 7 }", "from 0 to 5"),
    ],
)
def test_a_bad_file_is_one_clear_line(text: str | bytes, words: str, tmp_path: Path) -> None:
    assert words in complaint(written(tmp_path, text))


def test_missing_files_name_the_nearest_scenario(tmp_path: Path) -> None:
    assert "the nearest is 'import-ban'" in complaint("import-bann")
    assert "the nearest scenario is 'import-ban'" in complaint(tmp_path / "import-bann.toml")
    assert "not a file" in complaint(f"{tmp_path}/")
    assert "not the name of a scenario" in complaint("")
    assert "no such file" in complaint("x" * 300 + ".toml")


def test_bases_may_not_go_in_a_circle(tmp_path: Path) -> None:
    one, _ = written(tmp_path, "base = 'two'", "one"), written(tmp_path, "base = 'one'", "two")
    assert complaint(one) == "one.toml: its bases go in a circle: one > two"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_text_is_the_scenario_its_file_is(name: str) -> None:
    shipped = Scenario.load(name)
    parsed = Scenario.parse(shipped.to_toml(full=True), "mine")
    assert (parsed.name, parsed) == ("mine", shipped)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weeks = 0", "mine.toml: weeks"),
        ("weeks =", "mine.toml: not TOML"),
        ("#" + "x" * 70_000, "mine.toml: 70 kB"),
        ('title = "\ud800"', "mine.toml: not a text in UTF-8"),
        ('base = "beside"', "mine.toml: base: unknown scenario"),
        ('base = "./beside.toml"', "mine.toml: base: beside.toml: no such file"),
        ('base = "mine"', "mine.toml: base: unknown scenario"),
        ('[data]\nfirms = "firms.csv"', "firms.csv"),
        ('[bitcoin]\nprice_path = "mine.csv"', "no file 'mine.csv'"),
    ],
)
def test_a_bad_text_is_one_clear_line_and_reads_no_file_beside(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "weeks = 9", "beside")
    written(tmp_path, "weeks = 9", "mine")
    (tmp_path / "firms.csv").write_text("no")
    with pytest.raises(BadInput) as caught:
        Scenario.parse(text, "mine")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_text_may_start_from_a_shipped_scenario_of_its_own_name() -> None:
    assert Scenario.parse('base = "classroom"\nweeks = 9', "classroom").base == ("classroom", "april-2025")


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = written(tmp_path, "base = 'april-2025'\nweeks = 5")
    assert Scenario.load(path).weeks == 5
    written(tmp_path, "base = 'april-2025'\nweeks = 52")
    assert Scenario.load(path).weeks == 52


def test_a_scenario_brings_its_own_tables_and_path(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("date,price_usd\n2025-03-31,100\n2025-04-14,200\n2025-04-16,250\n")
    (tmp_path / "c.csv").write_text("firm,filed,musd,basis\nBitdeer,2025-06-01,5,invented\n")
    path = written(
        tmp_path,
        """
        base = "april-2025"
        [data]
        claims = "c.csv"
        [bitcoin]
        price_path = "p.csv"
        [duties]
        remove_origin = "China"
        remove_after = 2025-03-01
        [[duties.add]]
        origin = "China"
        from = 2025-02-04
        rate = 1
        announced = 2025-01-15
        """,
    )
    scenario = Scenario.load(path)
    assert [row.price_usd for row in scenario.price_path] == [100, 100, 250]
    assert [claim.firm for claim in scenario.claims] == ["Bitdeer"]
    china = [(duty.effective_from.isoformat(), duty.rate) for duty in scenario.duties if duty.origin == "China"]
    assert china == [("2018-07-06", 0.276), ("2025-02-04", 1.0)]
    assert Scenario.load(written(tmp_path, scenario.to_toml(), "copy")) == scenario
    before = scenario.hash
    (tmp_path / "p.csv").write_text("date,price_usd\n2025-03-31,100\n2025-04-14,200\n2025-04-16,251\n")
    assert Scenario.load(path).hash != before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("week,price_usd\n1,100\n3,100\n", "week 2 is missing"),
        ("week,price_usd\n2,100\n", "do not cover the first week"),
        ("week,price_usd\n1,100\n1,100\n", "in order of time"),
        ("week,price_usd\n1,-5\n", "p.csv, line 2, column price_usd"),
        ("week,price\n1,5\n", "column 'price_usd' is missing"),
        ("date,price_usd\n2030-01-07,5\n", "do not cover the first week"),
        ("", "is missing"),
    ],
)
def test_a_bad_price_path_is_one_clear_line(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(text)
    assert words in complaint(written(tmp_path, "base = 'april-2025'\n[bitcoin]\nprice_path = 'p.csv'"))


def test_classroom_has_24_firms() -> None:
    scenario = Scenario.load("classroom")
    assert len(scenario.firms) + scenario.miners.anonymous == 24 and scenario.weeks == 156


def test_history_runs_to_june_2025_along_the_observed_price() -> None:
    scenario = Scenario.load("history-2019")
    end = scenario.start + dt.timedelta(weeks=scenario.weeks)
    assert end == dt.date(2025, 6, 30) and len(scenario.price_path) == scenario.weeks
    ban = scenario.start + dt.timedelta(weeks=scenario.rest_of_world.china_ban_week - 1)
    assert (ban.year, ban.month) == (2021, 6)
    hashrate = sum(firm.hash_rate_eh_s for firm in scenario.firms) + scenario.miners.anonymous_eh_s
    assert hashrate < 0.1 * scenario.bitcoin.opening_network_eh_s


def test_the_hash_is_stable_and_sees_everything_that_matters(tmp_path: Path) -> None:
    base = Scenario.load("april-2025")
    same = Scenario.load(written(tmp_path, "base = 'april-2025'\ntitle = 'Another name'\n[tariffs]\nscale = 1"))
    assert base.hash == same.hash == Scenario.load("april-2025").hash and base == same
    assert pickle.loads(pickle.dumps(base)) == base
    variants = [base.with_overrides({"weeks": 195}), base.with_overrides({"start": "2025-04-07"})]
    variants.append(Scenario.load(written(tmp_path, "base='april-2025'\n[claims]\nremove_firm = 'IREN'", "no-claim")))
    for name, parameter in PARAMETERS.items():
        if parameter.type == "number":
            low = parameter.default == parameter.low
            variants.append(base.with_overrides({name: parameter.high if low else parameter.low}))
    assert len({scenario.hash for scenario in [base, *variants]}) == len(variants) + 1
    assert len({Scenario.load(name).hash for name in SHIPPED}) == len(SHIPPED)


def test_parameters_and_schema_agree() -> None:
    scenario = Scenario.load("import-ban")
    values, schema = scenario.parameters(), scenario.schema()
    assert list(values) == [parameter.name for parameter in schema]
    assert {p.name: p.default for p in schema} == values
    assert values["policy.ban_week"] == 40 and values["start"] == dt.date(2025, 3, 31)
    for parameter in schema:
        assert parameter.help and parameter.source and parameter.role in ("lever", "uncertainty", "constant")
        assert parameter.type not in ("number", "whole") or parameter.low < parameter.high  # type: ignore[operator]


def test_the_engines_row_holds_every_parameter() -> None:
    world = new_world()
    row = world.params[0]
    scenario = Scenario.load("stay-home", {"mining.pooling": "solo", "tariffs.scale": 0.25})
    scenario.fill_params(row)
    assert world.params[0].relocation_allowed == 0 and world.params[0].mining_pooling == 1
    assert world.params[0].tariffs_scale == 0.25 and world.params[0].rest_of_world_growth_scale == 1.0
    assert len(PARAMS.names or ()) == sum(len(g.model_fields) for g in GROUPS.values()) - 1  # price_path is text


def test_sweeps_can_afford_thousands() -> None:
    scenario = Scenario.load("april-2025")
    for action, limit in (
        (lambda: Scenario.load("tariffs-only", {"tariffs.scale": 0.5}), 0.015),
        (lambda: scenario.with_overrides({"tariffs.scale": 0.5, "ai.demand_scale": 2.0}), 0.001),
    ):
        times = []
        for _ in range(20):
            begun = time.perf_counter()
            action()
            times.append(time.perf_counter() - begun)
        assert min(times) < limit
