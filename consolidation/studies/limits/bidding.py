"""The auction of megawatts: the engine's own clearing of a list of bids."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...catalog.capacities import N_BIDS
from ...catalog.errors import BadInput
from ...industry.markets import auction as market
from .bare import bare, open_bare


@dataclass(frozen=True)
class Cleared:
    """What all winners pay (USD/MWh), and what each bid won (kW)."""

    price: float
    won: tuple[int, ...]


def auction(bids: Sequence[tuple[float, int]], supply: int, reserve: float = 0.0) -> Cleared:
    """Clear bids of (USD/MWh, kW) for `supply` kW at a uniform price: the lowest accepted bid when short, else the
    reserve.

    Equal bids are ranked by their tie (here the earlier first). Theory: Krishna, "Auction Theory" (2nd edition 2009),
    chapter 12, multi-unit auctions with a uniform price.
    """
    if len(bids) > N_BIDS:
        raise BadInput(f"auction: at most {N_BIDS} bids")
    world = open_bare(bare([40.0]))
    world.rows[0].n_bids = len(bids)
    for i, (usd, kw) in enumerate(bids):
        row = world.bids[i]
        row.region = 0
        row.kind = row.firm = row.site = -1
        row.kw = kw
        row.usd_per_mwh = row.rank_usd_per_mwh = usd
        row.tie = 1.0 - i / (len(bids) + 1)
        row.won_kw = 0
    price = market.clear(world, 0, supply, reserve)
    return Cleared(float(price), tuple(int(world.bids[i].won_kw) for i in range(len(bids))))
