"""Leaving: firms that close in order, that live on AI, that mine abroad. Failures and takeovers are in `markets/`."""

from ...catalog.causes import BY_ABROAD, BY_LEASE
from ...catalog.codes import AI, CLOSING, CONVERTING, HAS_PIVOTED, HAS_RELOCATED, MINING
from ...catalog.events import PIVOTED, RELOCATED
from ...catalog.units import CENT_TH_WEEKS_PER_PH_DAY, MONTHS_PER_YEAR
from ...engine.rule import rule
from ..books.ledger import tell
from ..markets.solvency import cause_of_failure


@rule
def leave(world):
    """Mark the firms that have left American mining alive, and those that decide to close."""
    for i in range(world.rows[0].n_firms):
        firm = world.firms[i]
        if firm.alive == 0:
            continue
        if firm.exited == 0 and firm.peak_us_kw > 0 and firm.us_mining_kw < world.fixed[0].gone_share * firm.peak_us_kw:
            mark_gone(world, i)
        weigh_closing(world, firm)


@rule
def mark_gone(world, i):
    """A firm without American mines has pivoted if it lives on AI, relocated if it mines abroad."""
    firm = world.firms[i]
    let = 0
    abroad = 0
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.use == AI or site.use == CONVERTING:
            let += site.kw
        elif site.use == MINING and world.regions[site.region].in_us == 0:
            abroad += site.kw
    if let > 0 and let >= abroad:
        firm.exited = HAS_PIVOTED
        firm.exit_cause = BY_LEASE
        tell(world, PIVOTED, firm=i, kw=let, cause=BY_LEASE)
    elif abroad > 0:
        firm.exited = HAS_RELOCATED
        firm.exit_cause = BY_ABROAD
        tell(world, RELOCATED, firm=i, kw=abroad, cause=BY_ABROAD)
    else:
        return
    firm.exit_week = world.clock[0].week


@rule
def weigh_closing(world, firm):
    """A firm that has been worth less open than closed for a quarter closes in order."""
    p = world.params[0]
    f = world.fixed[0]
    starting = firm.entry_week > 0 and world.clock[0].week < firm.entry_week + f.founding_weeks
    if p.miners_closing == 0 or starting:
        return
    salvage = f.closing_sale_share * firm.rig_value_cents
    # Margins swing, and closing is for good: keeping the choice is worth some weeks of revenue (Dixit 1989).
    weekly = CENT_TH_WEEKS_PER_PH_DAY * firm.installed_th_s * world.bitcoin[0].hashprice_mean_26w
    option = p.miners_patience_weeks * weekly
    going = f.closing_profit_weeks * firm.profit_cents + f.closing_kept_share * salvage + option
    for k in range(firm.n_sites):
        site = world.sites[firm.sites[k]]
        if site.use == AI or site.use == CONVERTING:
            # A landlord, present or coming, has something to stay open for.
            going += 100.0 * site.kw * site.lease_usd_per_kw_month * MONTHS_PER_YEAR
    if going < salvage or (salvage <= 0.0 and firm.profit_cents < 0.0 and firm.ordered_th_s <= 0.0):
        firm.under_water_weeks += 1
    else:
        firm.under_water_weeks = 0
    if firm.under_water_weeks >= p.miners_closing_weeks and firm.in_default == 0:
        firm.in_default = CLOSING
        firm.default_cause = cause_of_failure(world, firm)
