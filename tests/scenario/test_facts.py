"""Tables of facts are read strictly: every kind of mistake is one line with file, line and column."""

import datetime as dt
from pathlib import Path

import pytest

from consolidation.catalog.errors import BadInput
from consolidation.scenario import cells, facts
from consolidation.scenario.facts import DATA
from consolidation.scenario.price_path import read_path

REGIONS = tuple(region.name for region in facts.read_regions(DATA / "regions.csv"))
VENDORS = tuple(vendor.name for vendor in facts.read_vendors(DATA / "vendors.csv"))


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("power_mw,", "power_kw,", "column 'power_mw' is missing"),
        ("source_note", "source_note,colour", "line 1: unknown column 'colour'; allowed: firm, ticker"),
        ("ticker,class", "ticker,ticker", "column 'class' is missing"),
        (",18.9,1150,", ",18.9,much,", "firms.csv, line 2, column power_mw: 'much' is not a number from 0"),
        (",18.9,1150,", ",18.9,-1,", "column power_mw: '-1' is not a number from 0"),
        (",18.9,1150,", ",18.9,nan,", "column power_mw"),
        (",18.9,1150,", ",18.9,inf,", "column power_mw"),
        (",18.9,1150,", ",18.9,,", "column power_mw: '' is not a number"),
        ("MARA,major", "MARA,huge", "column class: 'huge' is not one of small, major"),
        ("1150,ERCOT", "1150,Texas", "column main_region: 'Texas' is not a known region: ERCOT, PJM"),
        (",Auradine,", ",Acme,", "column stake_vendor: 'Acme' is not a known vendor: Bitmain"),
        ("2025-03-31", "31.3.2025", "column as_of: '31.3.2025' is not a date"),
        ("CleanSpark,CLSK", "MARA Holdings,CLSK", "'MARA Holdings' is there twice"),
        (",Galaxy Digital,", ",Atlantis,", "column host: no other firm is called 'Atlantis'"),
        ("MARA Holdings,", ",", "column firm: '' is not a name"),
        ('"release of Q1', 'release "of Q1', "cells, the header has"),
    ],
)
def test_a_mistake_in_firms_is_one_line(old: str, new: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        facts.read_firms(broken(tmp_path, "firms.csv", old, new), REGIONS, VENDORS)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "read", "old", "new", "words"),
    [
        ("rigs.csv", lambda p: facts.read_rigs(p, VENDORS), ",Bitmain,", ",Bitmine,", "a known vendor"),
        ("rigs.csv", lambda p: facts.read_rigs(p, VENDORS), ",3375,", ",3375.5,", "a whole number"),
        ("vendors.csv", facts.read_vendors, ",0.3,0.35,", ",0.4,0.35,", "plants sum to 1.1, not 1"),
        ("vendors.csv", facts.read_vendors, "Bitmain,China", "Bitmain,Mars", "column home"),
        ("regions.csv", facts.read_regions, ",low,", ",tiny,", "one of low, medium, high, very high"),
        ("regions.csv", facts.read_regions, "ERCOT,1,", "ERCOT,yes,", "'yes' is not 0 or 1"),
        ("regions.csv", facts.read_regions, ",0.4,0.4,", ",0.5,0.4,", "ai_share sums to 1.1, not 1"),
        ("tariffs.csv", facts.read_duties, "China,", "Chyna,", "column origin"),
        ("tariffs.csv", facts.read_duties, ",-1,", ",-0.5,", "a probability from 0 to 1"),
        ("claims.csv", lambda p: facts.read_claims(p, ("IREN",)), "CleanSpark", "CleanSpark", "a known firm"),
    ],
)
def test_a_mistake_in_another_table_is_one_line(name, read, old, new, words, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput, match=f"^{name}") as caught:
        read(broken(tmp_path, name, old, new))
    assert words in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"vendor\n", b'a,"b\n', b"\x00"])
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "vendors.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"^vendors\.csv"):
        facts.read_vendors(path)
    with pytest.raises(BadInput, match="no such file"):
        facts.read_vendors(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="not a file"):
        facts.read_vendors(tmp_path)


def test_cells_become_what_their_columns_hold() -> None:
    firms = {firm.name: firm for firm in facts.read_firms(DATA / "firms.csv", REGIONS, VENDORS)}
    mara, argo = firms["MARA Holdings"], firms["Argo Blockchain"]
    assert (
        mara.size_class == "major"
        and mara.listed is True
        and mara.hodl_share == 1.0
        and mara.stake_vendor == "Auradine"
    )
    assert firms["NYDIG"].hodl_share is None and firms["NYDIG"].listed is False
    assert argo.host == "Galaxy Digital" and argo.owned_share == 0.0
    assert firms["Bitdeer"].is_vendor in VENDORS
    duties = facts.read_duties(DATA / "tariffs.csv")
    snapback = [duty for duty in duties if duty.chance == facts.SNAPBACK]
    assert {(d.origin, d.rate) for d in snapback} == {("Indonesia", 0.346), ("Malaysia", 0.266), ("Thailand", 0.386)}
    assert all(d.effective_from == dt.date(2025, 7, 9) and d.known_from == dt.date(2025, 4, 9) for d in snapback)
    assert next(d for d in duties if d.origin == "China").known_from == dt.date(2018, 7, 6)
    assert [region.risk_steps for region in facts.read_regions(DATA / "regions.csv")][-5:] == [2, 3, 1, 1, 1]


def test_a_table_is_parsed_once_until_it_changes(tmp_path: Path) -> None:
    path = broken(tmp_path, "vendors.csv", "Bitmain,", "Bitmain,")
    first = facts.read_vendors(path)
    assert facts.read_vendors(path) is first
    broken(tmp_path, "vendors.csv", "Bitmain,China", "Bitmaine,China")
    assert facts.read_vendors(path)[0].name == "Bitmaine"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Date,Close", "column 'week' is missing; wanted: week or date, price_usd, spelt like this and not 'Date'"),
        ("date;price_usd", "columns are separated by ';', not by a comma; wanted: week or date, price_usd"),
        ("week\tprice_usd", "columns are separated by '\\t', not by a comma"),
        ("date,price", "column 'price_usd' is missing; wanted: date or week, price_usd"),
    ],
)
def test_a_wrong_header_is_told_every_form_that_would_do_and_the_wrong_separator(header, says, tmp_path):
    (tmp_path / "p.csv").write_text(f"{header}\n2025-03-31,82500\n")
    with pytest.raises(BadInput) as caught:
        read_path(tmp_path / "p.csv", dt.date(2025, 3, 31))
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["Lender", "AI buyer, ERCOT", "a\x07b", "a\u202eb", ""])
def test_a_name_that_cannot_stand_everywhere_is_refused(name):
    with pytest.raises(ValueError, match="a name"):
        cells.name(name, {})
    assert cells.name("Hut 8 [Ürümqi] & “söhne”", {})
