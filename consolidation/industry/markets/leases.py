"""AI leases: buyers take the halls offered at the least rent; halls convert, go live, and pay.

One lease a region and week at most. The hall stops mining when it is signed; its machines move to the firm's other
sites, or are sold abroad; its hosted tenants are turned out.
"""

from ...catalog.causes import BY_HOST_PIVOT, BY_LEASE
from ...catalog.codes import AI, CONVERTING, FIRST_AI_BUYER, MINING, SUPPLIERS
from ...catalog.events import LEASE_LIVE, LEASE_SIGNED
from ...catalog.payments import CONSTRUCTION
from ...catalog.units import WEEKS_PER_YEAR
from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..books.ledger import pay, tell, to_cents
from ..holdings import fleet, purse, sites
from ..sums import own_capex_usd_per_kw
from . import capital


@rule
def advance(world):
    """Halls whose conversion is done go live; halls promised before the start begin converting; leases end."""
    clock = world.clock[0]
    rows = world.rows[0]
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner < 0:
            continue
        if site.use == CONVERTING and site.ready_week <= clock.week:
            site.use = AI
            tell(world, LEASE_LIVE, firm=site.owner, other=FIRST_AI_BUYER - site.region, kw=site.kw, cause=BY_LEASE)
        elif site.use == AI and site.lease_end_week <= clock.week:
            site.use = MINING
            site.lease_usd_per_kw_month = 0.0
        elif site.planned_week > 0 and site.planned_week <= clock.week:
            convert_planned(world, i)


@rule
def convert_planned(world, i):
    """Begin the conversion of a hall contracted before the start; its capital was raised with the contract."""
    site = world.sites[i]
    p = world.params[0]
    kw = min(site.planned_ai_kw, site.kw)
    rent = site.lease_usd_per_kw_month
    site.planned_week = 0
    site.planned_ai_kw = 0
    n = i
    if kw < site.kw:
        n = sites.split(world, i, kw)
        site.lease_usd_per_kw_month = 0.0
        if n < 0:
            return
    start_conversion(world, n, rent, p.ai_build_weeks)


@rule
def start_conversion(world, i, rent, weeks):
    """Clear a hall and start converting it."""
    site = world.sites[i]
    clock = world.clock[0]
    sites.evict_tenants(world, i, BY_HOST_PIVOT)
    fleet.empty_into_store(world, world.firms[site.owner], site)
    site.use = CONVERTING
    site.ready_week = clock.week + weeks
    site.lease_week = clock.week
    site.lease_end_week = site.ready_week + whole(world.params[0].ai_lease_years * WEEKS_PER_YEAR)
    site.lease_usd_per_kw_month = rent
    site.asked_usd_per_kw_month = 0.0


@rule
def clear(world):
    """In each region the buyer that still wants a hall takes the one offered at the least rent, if it pays as much."""
    p = world.params[0]
    least_kw = whole(p.ai_min_site_mw * 1000.0)
    for r in range(world.rows[0].n_regions):
        buyer = world.ai_buyers[r]
        if buyer.gap_kw < max(least_kw, 1):
            continue
        best = -1
        for i in range(world.rows[0].n_sites):
            site = world.sites[i]
            if site.owner < 0 or site.region != r or site.asked_usd_per_kw_month <= 0.0:
                continue
            if site.asked_usd_per_kw_month > buyer.rent_usd_per_kw_month or not can_fund(world, site, least_kw):
                continue
            if best < 0 or site.asked_usd_per_kw_month < world.sites[best].asked_usd_per_kw_month:
                best = i
        if best >= 0:
            sign(world, best, least_kw)


@rule
def can_fund(world, site, least_kw):
    """Whether a landlord can pay its share of converting the smallest hall, shares it may place included."""
    firm = world.firms[site.owner]
    cents = 100.0 * own_capex_usd_per_kw(world) * least_kw
    if purse.means(world, firm) >= cents:
        return True
    return capital.market_open(world, firm) and world.fixed[0].landlord_equity_share * purse.net_assets(firm) >= cents


@rule
def sign(world, i, least_kw):
    """Sign a lease for a hall, or for the part of it that is still wanted."""
    f = world.fixed[0]
    site = world.sites[i]
    buyer = world.ai_buyers[site.region]
    owner = site.owner
    firm = world.firms[owner]
    kw = min(site.kw, buyer.gap_kw)
    affordable = 1.0 * purse.means(world, firm)
    if capital.market_open(world, firm):
        affordable = max(affordable, f.landlord_equity_share * purse.net_assets(firm))
    kw = min(kw, whole(affordable / (100.0 * own_capex_usd_per_kw(world) + 1.0)))
    if site.kw - kw < whole(f.least_hall_left_share * least_kw):
        kw = site.kw
    if kw < least_kw or (kw < site.kw and not sites.has_room(firm)):
        return
    cents = to_cents(own_capex_usd_per_kw(world) * kw)
    fund(world, firm, cents)
    pay(world, firm.account, SUPPLIERS, cents, CONSTRUCTION)
    n = i
    if kw < site.kw:
        n = sites.split(world, i, kw)
        if n < 0:
            return
    start_conversion(world, n, buyer.rent_usd_per_kw_month, world.params[0].ai_build_weeks)
    buyer.signed_kw += kw
    buyer.gap_kw = max(buyer.gap_kw - kw, 0)
    tell(world, LEASE_SIGNED, firm=owner, other=FIRST_AI_BUYER - site.region, kw=kw, cents=cents, cause=BY_LEASE)


@rule
def fund(world, firm, cents):
    """Raise the landlord's own share: a signed lease places shares beyond the weekly limit;
    the rest is coins and loans.
    """
    if not purse.raise_cash(world, firm, cents):
        capital.place_shares(world, firm, cents - max(world.accounts[firm.account].cash_cents, 0))
