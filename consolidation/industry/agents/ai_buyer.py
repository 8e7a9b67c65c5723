"""AI buyers: one book a region. What they still want goes first into leases of whole halls; a part is bid for in
auctions.
"""

from ...catalog.codes import AI, CONVERTING
from ...catalog.units import WEEKS_PER_MONTH
from ...engine.arithmetic import whole
from ...engine.rule import rule


@rule
def plan(world):
    """Count what each buyer has signed, what it still wants, and what it bids for in next week's auction."""
    rows = world.rows[0]
    p = world.params[0]
    for r in range(rows.n_regions):
        world.ai_buyers[r].signed_kw = world.regions[r].ai_own_kw
    for i in range(rows.n_sites):
        site = world.sites[i]
        if site.owner >= 0:
            if site.use == AI or site.use == CONVERTING:
                world.ai_buyers[site.region].signed_kw += site.kw
            elif site.planned_week > 0:
                world.ai_buyers[site.region].signed_kw += site.planned_ai_kw
    for r in range(rows.n_regions):
        buyer = world.ai_buyers[r]
        buyer.gap_kw = 0
        buyer.bid_kw = 0
        if p.ai_buyers == 1:
            buyer.gap_kw = max(whole(buyer.wanted_kw) - buyer.signed_kw, 0)
            bid = whole(buyer.gap_kw * p.ai_auction_share / WEEKS_PER_MONTH)
            if bid >= p.ai_auction_block_mw * 1000.0:
                buyer.bid_kw = bid
