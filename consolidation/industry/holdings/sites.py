"""Sites: one firm's megawatts in one region. Rows come from a free list; kilowatts go back to their region when a site
closes.

A hosted site may sit in another firm's hall (`host_site`): then its kilowatts are part of the hall's, and when the hall
goes, its tenants are on the street with their machines.
"""

from ...catalog.capacities import N_FIRM_SITES
from ...catalog.causes import BY_HOST_FAILURE, BY_HOST_PIVOT
from ...catalog.codes import HOSTED, LEASED, MINING, SITES_FULL
from ...catalog.events import EVICTED
from ...engine.rule import rule
from ..books import slots
from ..books.ledger import fault, tell
from . import fleet


@rule
def has_room(firm):
    """Whether a firm can hold one more site."""
    return firm.n_sites < N_FIRM_SITES


@rule
def new_site(world, owner, r, tenure, use, kw, price_usd_per_mwh):
    """Open a site row for firm `owner`; its row, or -1 if the table is full. The caller has checked `has_room`."""
    rows = world.rows[0]
    i, rows.free_site, rows.n_sites = slots.take(world.sites, rows.free_site, rows.n_sites)
    if i < 0:
        fault(world, SITES_FULL, owner, kw)
        return -1
    rows.site_serial += 1
    site = world.sites[i]
    site.id = rows.site_serial
    site.owner = owner
    site.next_free = -1
    site.region = r
    site.tenure = tenure
    site.use = use
    site.kw = kw
    site.price_usd_per_mwh = price_usd_per_mwh
    site.basis_usd_per_mwh = 0.0
    site.contract_end_week = 0
    site.curtailable = 0.0
    site.ready_week = 0
    site.lease_usd_per_kw_month = 0.0
    site.lease_end_week = 0
    site.lease_week = 0
    site.planned_ai_kw = 0
    site.planned_week = 0
    site.host_site = -1
    site.hosted_kw = 0
    site.asked_usd_per_kw_month = 0.0
    site.ordered_watts = 0
    site.draw_kw = 0
    site.hash_th_s = 0.0
    site.n_racks = 0
    firm = world.firms[owner]
    firm.sites[firm.n_sites] = i
    firm.n_sites += 1
    return i


@rule
def rented_mine(world, firm, region):
    """A firm's mining site on a contract of its own in a region, to which new megawatts are joined; -1 without one."""
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.region == region and site.use == MINING and site.tenure == LEASED:
            return firm.sites[k]
    return -1


@rule
def join(world, i, kw, price_usd_per_mwh, end_week):
    """Join megawatts to a rented mine: price and end of contract become the means by kW.

    They are there at once: the machines for them take longer to come than the hall to grow.
    """
    site = world.sites[i]
    total = site.kw + kw
    site.price_usd_per_mwh = (site.price_usd_per_mwh * site.kw + price_usd_per_mwh * kw) / total
    site.contract_end_week = (site.contract_end_week * site.kw + end_week * kw) // total
    site.kw = total


@rule
def counts_in_region(site):
    """Whether a site's kilowatts are its own and not part of a host's hall."""
    return not (site.tenure == HOSTED and site.host_site >= 0)


@rule
def unlink(world, i):
    """Strike a site off its owner's list; the others keep their order."""
    firm = world.firms[world.sites[i].owner]
    kept = 0
    for s in range(firm.n_sites):
        if firm.sites[s] != i:
            firm.sites[kept] = firm.sites[s]
            kept += 1
    firm.n_sites = kept


@rule
def drop_site(world, i):
    """Free an empty site's row. Its kilowatts have been given to somebody by the caller."""
    site = world.sites[i]
    unlink(world, i)
    if site.tenure == HOSTED and site.host_site >= 0:
        world.sites[site.host_site].hosted_kw -= site.kw
    site.kw = 0
    site.draw_kw = 0
    site.hash_th_s = 0.0
    site.hosted_kw = 0
    site.owner = -1
    site.use = 0
    site.next_free, world.rows[0].free_site = world.rows[0].free_site, i


@rule
def close_site(world, i, cause):
    """Close a site: machines to its owner's store, tenants evicted, kilowatts back to the region."""
    site = world.sites[i]
    firm = world.firms[site.owner]
    fleet.empty_into_store(world, firm, site)
    evict_tenants(world, i, cause)
    if counts_in_region(site):
        world.regions[site.region].free_kw += site.kw
    drop_site(world, i)


@rule
def evict_tenants(world, h, cause):
    """Turn out every tenant of a hall; their machines go to their own stores."""
    if world.sites[h].hosted_kw == 0:
        return
    host = world.sites[h].owner
    for t in range(world.rows[0].n_sites):
        tenant = world.sites[t]
        if tenant.owner >= 0 and tenant.tenure == HOSTED and tenant.host_site == h:
            evict(world, t, host, cause)


@rule
def evict(world, t, host, cause):
    """Turn one tenant out of its host's hall."""
    tenant = world.sites[t]
    owner = tenant.owner
    firm = world.firms[owner]
    firm.evicted_kw += tenant.kw
    firm.eviction_cause = cause
    tell(world, EVICTED, firm=owner, other=host, kw=tenant.kw, th_s=tenant.hash_th_s, cause=cause)
    fleet.empty_into_store(world, firm, tenant)
    drop_site(world, t)


@rule
def shrink(world, i, kw):
    """Take `kw` off a site; machines that find no power go to the store. The caller gives the kilowatts to somebody."""
    site = world.sites[i]
    site.kw -= kw
    firm = world.firms[site.owner]
    fleet.trim(world, firm, site)
    site.draw_kw = min(site.draw_kw, site.kw)
    if site.kw == 0:
        fleet.empty_into_store(world, firm, site)
        evict_tenants(world, i, BY_HOST_FAILURE)
        drop_site(world, i)


@rule
def split(world, i, kw):
    """Split `kw` off a site as a site of its own, alike but empty; its row, -1 if there is no room."""
    owner = world.sites[i].owner
    if not has_room(world.firms[owner]):
        return -1
    source = world.sites[i]
    n = new_site(world, owner, source.region, source.tenure, source.use, kw, source.price_usd_per_mwh)
    if n < 0:
        return -1
    part = world.sites[n]
    part.basis_usd_per_mwh = source.basis_usd_per_mwh
    part.contract_end_week = source.contract_end_week
    part.curtailable = source.curtailable
    source.kw -= kw
    evict_beyond(world, i, BY_HOST_PIVOT)
    fleet.trim(world, world.firms[owner], source)
    source.draw_kw = min(source.draw_kw, source.kw)
    return n


@rule
def evict_beyond(world, h, cause):
    """Turn out as many tenants of a hall, the latest rows first, as its kilowatts no longer hold."""
    t = world.rows[0].n_sites - 1
    while t >= 0 and world.sites[h].hosted_kw > world.sites[h].kw:
        tenant = world.sites[t]
        if tenant.owner >= 0 and tenant.tenure == HOSTED and tenant.host_site == h:
            evict(world, t, world.sites[h].owner, cause)
        t -= 1
