"""A uniform-price auction of divisible megawatts: the highest bids win, ties by a keyed draw.

`clear` knows nothing of firms: it reads the rows of `world.bids` for one region and writes what each won and the price.
"""

from ...engine.rule import rule


@rule
def ahead(world, a, b):
    """Whether bid `a` comes before bid `b`: the higher rank, ties by the keyed draw."""
    x = world.bids[a]
    y = world.bids[b]
    if x.rank_usd_per_mwh != y.rank_usd_per_mwh:
        return x.rank_usd_per_mwh > y.rank_usd_per_mwh
    return x.tie > y.tie


@rule
def sort_bids(world, n):
    """Sort the `n` bids listed in `world.scratch`, best first (heap sort: no allocation, n log n)."""
    for start in range(n // 2 - 1, -1, -1):
        sift(world, start, n)
    for end in range(n - 1, 0, -1):
        world.scratch[0], world.scratch[end] = world.scratch[end], world.scratch[0]
        sift(world, 0, end)


@rule
def sift(world, root, n):
    """Restore the heap below `root`: a parent comes after its children."""
    while True:
        child = 2 * root + 1
        if child >= n:
            return
        if child + 1 < n and ahead(world, world.scratch[child], world.scratch[child + 1]):
            child += 1
        if not ahead(world, world.scratch[root], world.scratch[child]):
            return
        world.scratch[root], world.scratch[child] = world.scratch[child], world.scratch[root]
        root = child


@rule
def clear(world, r, supply_kw, reserve_usd_per_mwh):
    """Clear one region's bids for `supply_kw`; the price all winners pay (USD/MWh).

    Bids below the reserve (the supply curve) get nothing. When the others ask for more than there is, the price is the
    lowest accepted bid; otherwise it is the reserve. The last winner may get a part of what it asked for.
    """
    n = 0
    asked = 0
    for i in range(world.rows[0].n_bids):
        bid = world.bids[i]
        if bid.region == r:
            bid.won_kw = 0
            bid.price_usd_per_mwh = 0.0
            # Nobody, sitting tenants included, gets power for less than the supply curve asks.
            if bid.kw > 0 and bid.usd_per_mwh >= reserve_usd_per_mwh:
                world.scratch[n] = i
                n += 1
                asked += bid.kw
    price = reserve_usd_per_mwh
    if n == 0 or supply_kw <= 0:
        return price
    if asked <= supply_kw:
        for k in range(n):
            world.bids[world.scratch[k]].won_kw = world.bids[world.scratch[k]].kw
    else:
        sort_bids(world, n)
        left = supply_kw
        lowest = world.bids[world.scratch[0]].usd_per_mwh
        for k in range(n):
            bid = world.bids[world.scratch[k]]
            bid.won_kw = min(bid.kw, left)
            left -= bid.won_kw
            if bid.won_kw > 0:
                lowest = min(lowest, bid.usd_per_mwh)
            if left == 0:
                break
        price = max(lowest, reserve_usd_per_mwh)
    for k in range(n):
        bid = world.bids[world.scratch[k]]
        if bid.won_kw > 0:
            bid.price_usd_per_mwh = price
    return price
