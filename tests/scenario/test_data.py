"""The shipped figures: documented column by column, consistent with each other, nothing from after June 2025."""

import csv
import re
import runpy
from pathlib import Path

import pytest

from consolidation.catalog.codes import ORIGIN_LABELS
from consolidation.scenario import facts
from consolidation.scenario.facts import DATA
from consolidation.scenario.scenario import Scenario

TABLES = sorted(path.name for path in DATA.glob("*.csv"))
SOURCES = (DATA / "SOURCES.md").read_text(encoding="utf-8")
DATED = re.compile(r"\b(20\d\d)-(\d\d)\b")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_documented_with_its_unit_and_source(name: str) -> None:
    section = SOURCES.partition(f"\n## {name}:")[2].partition("\n## ")[0]
    documented = {
        column: [part.strip() for part in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| `")
        for column in re.findall(r"`([^`]+)`", line.split("|")[1])
    }
    table = rows(DATA / name)
    assert set(documented) == set(table[0])
    for column, parts in documented.items():
        if all(re.fullmatch(r"-?[\d.e+]*", row[column]) for row in table) and any(row[column] for row in table):
            assert parts[1] and parts[3], f"{name}: {column} is a number without a unit or a word on how sure it is"


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_dated_after_june_2025(name: str) -> None:
    for row in rows(DATA / name):
        for column, value in row.items():
            announced = (name, column) in (("rigs.csv", "released"), ("tariffs.csv", "effective_from"))
            for year, month in DATED.findall(value):
                assert announced or (int(year), int(month)) <= (2025, 6), (name, row)
    for duty in facts.read_duties(DATA / "tariffs.csv"):
        assert (duty.known_from.year, duty.known_from.month) <= (2025, 6)


def test_no_path_of_a_machine_is_written_down() -> None:
    for path in DATA.rglob("*"):
        if path.suffix in (".csv", ".md", ".toml", ".py"):
            assert not re.search(r"/(work|home|tmp|usr)/|\.\./|https?://", path.read_text(encoding="utf-8")), path.name


def test_rigs_use_the_power_their_efficiency_says() -> None:
    scenario = Scenario.load("april-2025")
    for rig in (*scenario.rigs, *Scenario.load("history-2019").rigs):
        assert rig.watts / rig.th_s == pytest.approx(rig.j_per_th, rel=0.02), rig.model


def test_firms_hold_the_power_their_rigs_draw() -> None:
    for name in ("april-2025", "history-2019"):
        for firm in Scenario.load(name).firms:
            assert firm.hash_rate_eh_s * firm.fleet_j_per_th <= firm.power_mw, firm.name
            figures = {f for f in facts.FirmFact.__dataclass_fields__ if f != "name"} | {"all"}
            assert set(firm.estimated_fields) <= figures


def test_the_opening_matches_what_is_known_of_it() -> None:
    scenario = Scenario.load("april-2025")
    us = {region.name for region in scenario.regions if region.in_us}
    at_home = 0.0
    for firm in scenario.firms:
        first = 1 - firm.second_region_share
        at_home += firm.hash_rate_eh_s * (first * (firm.main_region in us) + (1 - first) * (firm.second_region in us))
    assert at_home == pytest.approx(266, abs=3)
    share = (at_home + scenario.miners.anonymous_eh_s) / scenario.bitcoin.opening_network_eh_s
    assert 0.34 < share < 0.38
    assert sum(maker.market_share for maker in scenario.makers) == pytest.approx(1, abs=0.02)
    assert all(region.ai_share == 0 == region.anonymous_share for region in scenario.regions if not region.in_us)
    assert {duty.origin for duty in scenario.duties} == set(ORIGIN_LABELS)


def test_hash_rate_and_difficulty_of_history_agree() -> None:
    months = facts.read_months(DATA / "bitcoin_monthly.csv")
    ratios = [m.hash_rate_eh_s * 1e18 / (m.difficulty_mean * 2**32 / 600) for m in months]
    assert len(months) == 78 and sum(ratios) / len(ratios) == pytest.approx(1, abs=0.02)
    for m in months:
        revenue = (m.subsidy_btc_per_block * 144 + m.fees_btc_per_day) * m.price_usd_mean / (m.hash_rate_eh_s * 1000)
        assert m.hashprice_usd_per_ph_day == pytest.approx(revenue, rel=0.2), m.month


def test_the_shipped_price_path_is_what_its_script_makes() -> None:
    made = runpy.run_path(str(DATA / "make_paths.py"))["rows"]()
    assert [list(row.values()) for row in rows(DATA / "paths" / "history-2019.csv")] == made
