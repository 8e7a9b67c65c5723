"""Growing in megawatts: how much power a firm bids for in next week's auction, and where, at home or abroad.

A firm whose halls are full and whose machines pay back wants more; a firm with machines and no power wants it at once.
Abroad counts with its policy risk, and with the duty it saves.
"""

from ...engine.arithmetic import whole
from ...engine.rule import rule
from ..holdings import fleet, sites
from ..sums import machines_usd_per_kw
from .criterion import budget_cents
from .siting import cheapest_region


@rule
def seek_power(world, i, payback):
    """Set what firm `i` bids for in the next auction."""
    p = world.params[0]
    f = world.fixed[0]
    firm = world.firms[i]
    firm.growth_kw = 0
    if not sites.has_room(firm):
        return
    stranded = fleet.store_watts(world, firm) // 1000
    if firm.mining_kw == 0 and stranded > 0:
        wanted = stranded
    else:
        if (
            firm.mining_kw == 0
            or payback > firm.payback_limit_weeks
            or firm.free_kw > f.free_power_share * firm.mining_kw
        ):
            return
        # A firm that is turning to AI does not grow its mines.
        appetite = min(max(f.turning_attitude - firm.ai_attitude, 0.0), 1.0) if p.ai_buyers == 1 else 1.0
        wanted = whole(p.miners_growth_pace * appetite * firm.mining_kw)
        usd_per_kw = p.power_site_usd_per_kw + machines_usd_per_kw(world)
        wanted = min(wanted, whole(budget_cents(world, i) / (100.0 * usd_per_kw)))
    region = cheapest_region(world, firm, wanted)
    if region < 0 or wanted < f.least_growth_kw:
        return
    firm.growth_kw = wanted
    firm.growth_region = region
