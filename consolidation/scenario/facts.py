"""The tables of facts: miners, rigs, makers, regions, duties, customs claims, months of Bitcoin.

A fact is a frozen row of a CSV file, read strictly: a wrong header, a cell that is not what its column holds, a name
nobody knows, are one line of `BadInput` with file, line and column. What each column means, its unit and its source is
in `data/SOURCES.md`. Read with the csv module: the engine must not load pandas.
"""

# ruff: noqa: RUF009  (`col` is dataclasses.field with the column's parser)

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from ..catalog.capacities import N_CLAIMS, N_DUTIES, N_FIRMS, N_REGIONS, N_RIGS, N_VENDORS
from ..catalog.codes import CLASS_LABELS, ORIGIN_LABELS
from ..catalog.errors import BadInput
from .cells import SNAPBACK as SNAPBACK
from .cells import chance, col, day, day_or_blank, flag, known, name, number, one_of, read, text, words

DATA = Path(__file__).resolve().parents[1] / "data"
RISK_LABELS = ("low", "medium", "high", "very high")


@dataclass(frozen=True, slots=True)
class FirmFact:
    """A miner by name at the opening."""

    name: str = col(name, "firm")
    ticker: str = col(text)
    size_class: str = col(one_of(CLASS_LABELS), "class")
    hash_rate_eh_s: float = col(number(0, 10_000))
    fleet_j_per_th: float = col(number(1, 500))
    power_mw: float = col(number(0, 100_000))
    main_region: str = col(known("region"))
    second_region: str = col(known("region", blank=True))
    second_region_share: float = col(number(0, 1))
    power_usd_per_mwh: float = col(number(0, 1_000))
    cash_musd: float = col(number(0, 1e6))
    btc_held: float = col(number(0, 21e6))
    debt_musd: float = col(number(0, 1e6))
    ai_mw_contracted: float = col(number(0, 100_000))
    owned_share: float = col(number(0, 1))
    host: str = col(text)
    ai_attitude: float = col(number(0, 10))
    stake_vendor: str = col(known("vendor", blank=True))
    is_vendor: str = col(known("vendor", blank=True))
    listed: bool = col(flag)
    hodl_share: float | None = col(number(0, 1, blank=None))
    estimated_fields: tuple[str, ...] = col(words)
    as_of: dt.date = col(day)
    source_note: str = col(text)


@dataclass(frozen=True, slots=True)
class RigFact:
    """A rig model, in service or on sale (or announced)."""

    model: str = col(name)
    vendor: str = col(known("vendor"))
    released: dt.date = col(day)
    th_s: float = col(number(0.01, 100_000))
    watts: int = col(number(1, 1_000_000, whole=True))
    j_per_th: float = col(number(0.5, 5_000))
    basis: str = col(text)


@dataclass(frozen=True, slots=True)
class VendorFact:
    """A rig maker; `plants` is the share of its capacity by origin, in the order of `codes.ORIGIN_LABELS`."""

    name: str = col(name, "vendor")
    home: str = col(one_of(ORIGIN_LABELS))
    chinese: bool = col(flag)
    market_share: float = col(number(0, 1))
    plants: tuple[float, ...] = col(number(0, 1), *ORIGIN_LABELS)
    capacity_eh_s_per_month: float = col(number(0, 100_000))
    trust: float = col(number(0, 1))
    cash_musd: float = col(number(0, 1e6))
    us_line: bool = col(flag)
    basis: str = col(text)


@dataclass(frozen=True, slots=True)
class RegionFact:
    """A power region."""

    name: str = col(name, "region")
    in_us: bool = col(flag)
    contract_usd_per_mwh: float = col(number(0, 1_000))
    curtailment_credit_usd_per_mwh: float = col(number(0, 1_000))
    policy_risk: str = col(one_of(RISK_LABELS))
    growth_mw_per_year: float = col(number(0, 100_000))
    spare_mw: float = col(number(0, 100_000))
    ai_share: float = col(number(0, 1))
    anonymous_share: float = col(number(0, 1))
    industrial_usd_per_mwh: float | None = col(number(0, 1_000, blank=None))
    basis: str = col(text)

    @property
    def risk_steps(self) -> int:
        """Policy risk as a number of steps: low 0, medium 1, high 2, very high 3."""
        return RISK_LABELS.index(self.policy_risk)


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A duty on rigs of one origin from a day on; `chance` below 1 is settled by a draw, SNAPBACK by the scenario."""

    origin: str = col(one_of(ORIGIN_LABELS))
    effective_from: dt.date = col(day)
    rate: float = col(number(0, 10))
    announced: dt.date | None = col(day_or_blank)
    chance: float = col(chance)
    event: str = col(text)

    @property
    def known_from(self) -> dt.date:
        """The day the duty was announced; the day it came into force if that is not known."""
        return self.announced or self.effective_from


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """A dated customs claim against a firm."""

    firm: str = col(known("firm"))
    filed: dt.date = col(day)
    musd: float = col(number(0, 1e6))
    basis: str = col(text)


@dataclass(frozen=True, slots=True)
class MonthFact:
    """A month of Bitcoin as observed."""

    month: dt.date = col(day)
    price_usd_mean: float = col(number(0))
    price_usd_close: float = col(number(0))
    hash_rate_eh_s: float = col(number(0))
    difficulty_mean: float = col(number(0))
    fees_btc_per_day: float = col(number(0))
    subsidy_btc_per_block: float = col(number(0))
    hashprice_usd_per_ph_day: float = col(number(0))


def read_firms(path: Path, regions: tuple[str, ...], vendors: tuple[str, ...]) -> tuple[FirmFact, ...]:
    """Miners by name; their regions and makers must be among those given, a host among the firms themselves."""
    firms = read(FirmFact, path, N_FIRMS, (("region", regions), ("vendor", vendors)))
    names = {firm.name for firm in firms}
    for firm in firms:
        if firm.host and firm.host not in names - {firm.name}:
            raise BadInput(f"{path.name}: firm {firm.name!r}, column host: no other firm is called {firm.host!r}")
        if firm.second_region_share > 0 and not firm.second_region:
            raise BadInput(f"{path.name}: firm {firm.name!r}, column second_region: a share needs a region")
    return firms


def read_rigs(path: Path, vendors: tuple[str, ...]) -> tuple[RigFact, ...]:
    """Rig models."""
    return read(RigFact, path, N_RIGS, (("vendor", vendors),))


def read_vendors(path: Path) -> tuple[VendorFact, ...]:
    """Rig makers; the shares of a maker's plants sum to one."""
    vendors = read(VendorFact, path, N_VENDORS)
    for vendor in vendors:
        if abs(sum(vendor.plants) - 1.0) > 1e-6:
            raise BadInput(f"{path.name}: vendor {vendor.name!r}: plants sum to {sum(vendor.plants):g}, not 1")
    return vendors


def read_regions(path: Path) -> tuple[RegionFact, ...]:
    """Power regions; the shares of AI demand and of anonymous miners each sum to one (or to nothing)."""
    regions = read(RegionFact, path, N_REGIONS)
    for column in ("ai_share", "anonymous_share"):
        total = sum(getattr(region, column) for region in regions)
        if total and abs(total - 1.0) > 1e-6:
            raise BadInput(f"{path.name}: column {column} sums to {total:g}, not 1")
    return regions


def read_duties(path: Path) -> tuple[DutyFact, ...]:
    """Duties by origin and date."""
    return read(DutyFact, path, N_DUTIES, repeats=True)


def read_claims(path: Path, firms: tuple[str, ...] | None = None) -> tuple[ClaimFact, ...]:
    """Dated customs claims; if firms are given, only against one of them."""
    return read(ClaimFact, path, N_CLAIMS, () if firms is None else (("firm", firms),), repeats=True)


def read_months(path: Path) -> tuple[MonthFact, ...]:
    """Months of Bitcoin."""
    return read(MonthFact, path, 10_000)
