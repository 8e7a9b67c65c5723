"""A scenario's tables of facts and its price path: the package's files, or those a scenario brings beside its own."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..catalog.capacities import N_CLAIMS, N_DUTIES
from ..catalog.check import unknown
from ..catalog.errors import BadInput
from . import facts
from .facts import DATA
from .file import Edits, Layer
from .price_path import PathRow, read_path

PATHS = DATA / "paths"
PACKAGE = {
    "firms": DATA / "firms.csv",
    "rigs": DATA / "rigs.csv",
    "vendors": DATA / "vendors.csv",
    "regions": DATA / "regions.csv",
    "duties": DATA / "tariffs.csv",
    "claims": DATA / "claims.csv",
}


def files(layers: tuple[Layer, ...]) -> tuple[dict[str, Path], tuple[str, ...] | None, Path]:
    """The file of each table, the names of the firms kept (None: all), and the scenario file that says which."""
    paths, keep, said = dict(PACKAGE), None, layers[-1].path
    for layer in layers:
        paths.update(layer.data)
        if "firms" in layer.data or layer.keep_firms is not None:
            keep, said = layer.keep_firms, layer.path
    return paths, keep, said


def assemble(layers: tuple[Layer, ...]) -> dict[str, Any]:
    """All tables of facts of a scenario, each row checked against the tables it refers to."""
    paths, keep, said = files(layers)
    regions = facts.read_regions(paths["regions"])
    makers = facts.read_vendors(paths["vendors"])
    maker_names = tuple(maker.name for maker in makers)
    firms = facts.read_firms(paths["firms"], tuple(region.name for region in regions), maker_names)
    if keep is not None:
        firms = _kept(firms, keep, said)
    names = tuple(firm.name for firm in firms)
    own_claims = paths["claims"] != PACKAGE["claims"]
    claims = facts.read_claims(paths["claims"], names if own_claims else None)
    for layer in layers:
        for claim in layer.claims.add:
            if claim.firm not in names:
                raise BadInput(f"{layer.path.name}: claims.add: " + unknown("firm", claim.firm, names))
    duties = edited(facts.read_duties(paths["duties"]), [layer.duties for layer in layers], "effective_from", "origin")
    claims = edited(claims, [layer.claims for layer in layers], "filed", "firm")
    # A scenario with firms of its own is not told of the package's claims against others.
    claims = tuple(claim for claim in claims if claim.firm in names)
    for what, rows, most in (("duties", duties, N_DUTIES), ("claims", claims, N_CLAIMS)):
        if len(rows) > most:
            raise BadInput(f"{layers[-1].path.name}: {len(rows)} rows of {what}, at most {most}")
    return {
        "firms": firms,
        "rigs": facts.read_rigs(paths["rigs"], maker_names),
        "makers": makers,
        "regions": regions,
        "duties": duties,
        "claims": claims,
        "months": facts.read_months(DATA / "bitcoin_monthly.csv"),
    }


def _kept(firms: tuple[Any, ...], keep: tuple[str, ...], said: Path) -> tuple[Any, ...]:
    names = {firm.name for firm in firms}
    for name in keep:
        if name not in names:
            raise BadInput(f"{said.name}: data.keep_firms: " + unknown("firm", name, sorted(names)))
    kept = [firm for firm in firms if firm.name in keep]
    return tuple(replace(firm, host="") if firm.host not in keep else firm for firm in kept)


def edited(rows: tuple[Any, ...], edits: list[Edits], day: str, who: str) -> tuple[Any, ...]:
    """The rows after each layer took out those that meet all its conditions and added its own; in order."""
    for edit in edits:
        if edit.remove:
            rows = tuple(row for row in rows if not _meets(row, edit.remove, day))
        for new in edit.add:
            same = (getattr(new, who), getattr(new, day))
            rows = (*(row for row in rows if (getattr(row, who), getattr(row, day)) != same), new)
    return tuple(sorted(rows, key=lambda row: (getattr(row, who), getattr(row, day))))


def _meets(row: Any, conditions: dict[str, Any], day: str) -> bool:
    for name, wanted in conditions.items():
        if name == "after":
            if not getattr(row, day) > wanted:
                return False
        elif name != "all" and getattr(row, name) != wanted:
            return False
    return True


def find_path(name: str, layers: tuple[Layer, ...]) -> Path:
    """The CSV of a price path: beside the scenario's files (the nearest first), shipped, or from here."""
    if not name.endswith(".csv"):
        raise BadInput(f"bitcoin.price_path = {name[:60]!r} is not the name of a CSV file")
    places = [*(layer.path.parent for layer in reversed(layers)), PATHS, Path()]
    for place in places:
        if (place / name).is_file():
            return (place / name).resolve()
    shipped = sorted(path.name for path in PATHS.glob("*.csv"))
    raise BadInput(f"bitcoin.price_path: no file {name[:60]!r} beside the scenario; shipped: {', '.join(shipped)}")


def price_path(name: str, start: dt.date, layers: tuple[Layer, ...]) -> tuple[PathRow, ...]:
    """The given path of price and fees, week by week; nothing if the scenario names none."""
    return read_path(find_path(name, layers), start) if name else ()
