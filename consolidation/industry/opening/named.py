"""The opening of named firms: sites by region and tenure, fleets of real models, halls for tenants and for AI,
debts.
"""

import zlib
from typing import Any

from ...catalog.capacities import FIRST_FIRM_ACCOUNT, N_FIRM_SITES
from ...catalog.codes import CONVERTING, HOSTED, HOSTING, LEASED, MAJOR, MINING, OWNED
from ...scenario.facts import FirmFact
from ...scenario.scenario import Scenario
from ..holdings import fleet, sites
from ..news import ai_demand
from .anonymous import TIERS, nearest_model
from .places import KW, TH

NAMED_IDS = 10_000_000


def open_firms(world: Any, scenario: Scenario) -> None:
    """Enter every named firm, hosts before their tenants."""
    world.rows[0].n_named = len(scenario.firms)
    world.rows[0].n_firms = len(scenario.firms)
    for i, fact in enumerate(scenario.firms):
        open_firm(world, scenario, i, fact)
    for i, fact in enumerate(scenario.firms):
        open_sites(world, scenario, i, fact)
    for i, fact in enumerate(scenario.firms):
        if fact.host:
            move_in(world, i, [firm.name for firm in scenario.firms].index(fact.host))


def open_firm(world: Any, scenario: Scenario, i: int, fact: FirmFact) -> None:
    """A firm's row: identity, money, debts, attitudes."""
    firm = world.firms[i]
    makers = [maker.name for maker in scenario.makers]
    firm.id = NAMED_IDS + zlib.crc32(fact.name.encode()) % 1_000_000_000
    firm.size_class = MAJOR if fact.size_class == "major" else 0
    firm.alive = firm.opening = firm.named = 1
    firm.account = FIRST_FIRM_ACCOUNT + i
    firm.vendor = firm.stake_vendor = firm.bought_by = -1
    firm.sites[:] = -1
    world.accounts[firm.account].cash_cents = int(fact.cash_musd * 1e8)
    if fact.is_vendor:
        # One company, one account: the maker's cash is the miner's.
        firm.vendor = makers.index(fact.is_vendor)
        vendor = world.vendors[firm.vendor]
        world.accounts[firm.account].cash_cents += world.accounts[vendor.account].cash_cents
        world.accounts[vendor.account].cash_cents = 0
        vendor.account = firm.account
        vendor.firm = i
    if fact.stake_vendor:
        firm.stake_vendor = makers.index(fact.stake_vendor)
    firm.btc_sat = int(fact.btc_held * 1e8)
    debt = int(fact.debt_musd * 1e8)
    if fact.debt_musd >= world.fixed[0].opening_notes_from_musd:
        firm.notes_cents = debt
    else:
        firm.loan_cents = debt
    firm.listed = int(fact.listed)
    default = scenario.miners.hodl_major if firm.size_class == MAJOR else scenario.miners.hodl_small
    firm.hodl_share = default if fact.hodl_share is None else fact.hodl_share
    firm.ai_attitude = fact.ai_attitude
    firm.belief_snapback = scenario.tariffs.believed_snapback
    firm.belief_ban = scenario.policy.ban_belief
    firm.opening_power_usd_per_mwh = fact.power_usd_per_mwh


def open_sites(world: Any, scenario: Scenario, i: int, fact: FirmFact) -> None:
    """Mining sites by region and tenure with their machines;
    the megawatts left over host others or await AI tenants.
    """
    names = [region.name for region in scenario.regions]
    places = [(names.index(fact.main_region), 1.0 - fact.second_region_share)]
    if fact.second_region_share > 0:
        places.append((names.index(fact.second_region), fact.second_region_share))
    used_kw = 0
    for region, share in places:
        hash_th = fact.hash_rate_eh_s * TH * share
        owned = fact.owned_share
        if fact.host or fact.power_mw * share < world.fixed[0].opening_small_site_mw:
            owned = 1.0 if owned >= world.fixed[0].opening_owner_from_share and not fact.host else 0.0
        for tenure, part in ((OWNED, owned), (LEASED, 1.0 - owned)):
            if hash_th * part > 0:
                used_kw += open_mine(world, i, region, tenure, hash_th * part, fact)
    rest_kw = 0 if fact.host else max(int(fact.power_mw * KW) - used_kw, 0)
    open_halls(world, i, places[0][0], rest_kw, int(fact.ai_mw_contracted * KW), fact)


def open_mine(world: Any, i: int, region: int, tenure: int, hash_th: float, fact: FirmFact) -> int:
    """One mining site with a fleet around the firm's mean efficiency; its kilowatts, 3 % idle."""
    price = net_to_contract(world, region, fact.power_usd_per_mwh)
    s = sites.new_site(world, i, region, tenure, MINING, 0, price)
    site = world.sites[s]
    for share, factor in TIERS:
        m = nearest_model(world, fact.fleet_j_per_th * factor)
        units = int(hash_th * share / world.models[m].th_s + 0.5)
        fleet.add_units(world, site, m, units)
        world.models[m].opening_units += units
    site.kw = int(fleet.rack_watts(world, site) / (1.0 - world.fixed[0].opening_idle_share) / 1000.0) + 1
    site.curtailable = 1.0
    return int(site.kw)


def net_to_contract(world: Any, region: int, net_usd_per_mwh: float) -> float:
    """A contract price from a reported net one: firms report power after demand-response credits."""
    return net_usd_per_mwh + float(world.regions[region].credit_usd_per_mwh)


def open_halls(world: Any, i: int, region: int, rest_kw: int, ai_kw: int, fact: FirmFact) -> None:
    """Contracted AI takes spare megawatts first, then mining halls at their date,
    then megawatts still to be connected.
    """
    rent = ai_demand.rent_usd_per_kw_month(world)
    price = net_to_contract(world, region, fact.power_usd_per_mwh)
    converting = min(rest_kw, ai_kw)
    if converting > 0:
        s = sites.new_site(world, i, region, OWNED, CONVERTING, converting, price)
        promise(world, s, rent)
    left = ai_kw - converting
    firm = world.firms[i]
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if left > 0 and site.use == MINING and site.tenure == OWNED and world.regions[site.region].in_us == 1:
            site.planned_ai_kw = min(left, site.kw)
            site.planned_week = 1  # the week is drawn with the seed
            site.lease_usd_per_kw_month = rent
            left -= int(site.planned_ai_kw)
    if left > 0 and firm.n_sites < N_FIRM_SITES:
        promise(world, sites.new_site(world, i, region, OWNED, CONVERTING, left, price), rent)
    hosting = rest_kw - converting
    if hosting > 0:
        sites.new_site(world, i, region, OWNED, HOSTING, hosting, price)


def promise(world: Any, s: int, rent: float) -> None:
    """A hall under conversion for a tenant; when it is ready is drawn with the seed."""
    site = world.sites[s]
    site.ready_week = 1
    site.lease_usd_per_kw_month = rent
    site.lease_end_week = 1


def move_in(world: Any, tenant: int, host: int) -> None:
    """Put a hosted firm's American machines into its host's halls, as far as there are any;
    they go when the hall turns to AI.
    """
    firm, landlord = world.firms[tenant], world.firms[host]
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        for h in range(landlord.n_sites):
            hall = world.sites[landlord.sites[h]]
            same = hall.region == site.region and hall.use in (CONVERTING, HOSTING)
            if same and site.tenure == LEASED and hall.kw - hall.hosted_kw >= site.kw:
                if hall.use == CONVERTING:
                    # Not yet emptied for the AI tenant: it hosts until its conversion begins.
                    hall.use = HOSTING
                    hall.planned_ai_kw = hall.kw
                    hall.planned_week = 1
                site.tenure = HOSTED
                site.host_site = landlord.sites[h]
                hall.hosted_kw += site.kw
                break
