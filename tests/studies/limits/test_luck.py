"""Solo mining, difficulty block by block, and firms that run out of cash, against formulas computed here."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from consolidation.studies.limits import auction, difficulty, exit_hazard, solo_luck

PHI = NormalDist().cdf


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1])
def test_the_luck_of_a_solo_miner(share):
    weeks = 520 * 20
    found = solo_luck(share, 520, 20)
    expected = 1 / math.sqrt(1008 * share)
    kurtosis = 1 / (1008 * share)  # a Poisson's excess
    assert found == pytest.approx(expected, rel=4 * math.sqrt((2 + kurtosis) / (4 * weeks)) + 1e-3)


def block_by_block(path_eh_s, first_height, subsidies):
    """Every block of a path of weekly hash rates; the exact rule: from an epoch's first block to its last, 2015
    intervals.
    """
    work, height, clock = 0.0, first_height, 0.0
    difficulty_now = path_eh_s[0] * 1e18 * 600 / 2**32 * 2016 / 2015
    first_of_epoch, week, rows, issued = None, 0, [], 0
    left = 604_800.0
    while week < len(path_eh_s):
        need = difficulty_now * 2**32 - work
        seconds = need / (path_eh_s[week] * 1e18)
        if seconds > left + 1e-6:
            work += left * path_eh_s[week] * 1e18
            clock += left
            rows.append((difficulty_now, height, issued / 1e8))
            week, left = week + 1, 604_800.0
            continue
        clock += seconds
        left -= seconds
        work = 0.0
        issued += subsidies(height)
        height += 1
        if height % 2016 == 0:
            first_of_epoch = clock
        elif height % 2016 == 2015:
            timed = clock - first_of_epoch
            difficulty_now *= min(max(2016 * 600 / timed, 0.25), 4.0)
    return np.array(rows)


def subsidy(height):
    return 5_000_000_000 >> ((height + 1) // 210_000)


@pytest.mark.parametrize(
    ("path", "tolerance"),
    [
        ([800.0] * 30, 1e-9),
        ([800 * 1.01**k for k in range(60)], 2e-5),
        ([800.0] * 10 + [200.0] * 20 + [800.0] * 10, 2e-3),
        ([100.0] * 6 + [1000.0] * 8, 2e-3),
        ([1000.0] * 6 + [100.0] * 40, 2e-3),
    ],
)
def test_difficulty_block_by_block(path, tolerance):
    found, exact = difficulty(path), block_by_block(path, 2016 * 441 - 1, subsidy)
    # The engine takes 2015/2016 of an epoch's time; the protocol leaves out the first interval. They differ when it
    # differs.
    assert np.abs(found.difficulty / exact[:, 0] - 1).max() < tolerance
    assert np.abs(found.height - exact[:, 1]).max() <= 1 + 2016 * tolerance
    assert found.issued_btc[-1] == pytest.approx(exact[-1, 2], abs=3.125 * (1 + 2016 * tolerance))


def test_growth_brings_coins_forward():
    steady, growing = difficulty([800.0] * 52), difficulty([800 * 1.02**k for k in range(52)])
    assert steady.issued_btc[-1] == pytest.approx(52 * 1007.5 * 3.125, rel=1e-3)
    # Growing by g a week, blocks come faster by about the growth over the mean age of a difficulty (1.5 epochs of 2
    # weeks, short).
    faster = growing.issued_btc[-1] / steady.issued_btc[-1] - 1
    exact = block_by_block([800 * 1.02**k for k in range(52)], 2016 * 441 - 1, subsidy)[-1, 2]
    assert faster == pytest.approx(exact / (52 * 1007.5 * 3.125) - 1, abs=1e-3)
    assert 0.02 < faster < 0.06


def test_the_halving_comes_by_height():
    found = difficulty([800.0] * 8, halving=True)
    exact = block_by_block([800.0] * 8, 2016 * 520 - 1, subsidy)
    assert found.issued_btc == pytest.approx(exact[:, 2], abs=3.125)


def first_passage(cash, drift, sd, weeks):
    cash += 0.5826 * sd  # looked at once a week
    reach = sd * math.sqrt(weeks)
    return PHI((-cash - drift * weeks) / reach) + math.exp(-2 * drift * cash / sd**2) * PHI(
        (-cash + drift * weeks) / reach
    )


def test_the_hazard_of_exit_falls_with_size():
    margin, overhead, cash, sd, weeks, seeds = 800.0, 6000.0, 10_000.0, 2000.0, 52, 150
    hazards = []
    for size in (4.0, 8.0, 30.0):
        theory = first_passage(cash, margin - overhead / size, sd, weeks)
        found = exit_hazard(size, margin, overhead, cash, sd, weeks, seeds)
        error = math.sqrt(theory * (1 - theory) / seeds)
        assert found == pytest.approx(theory, abs=3 * error + 0.005)
        hazards.append(found)
    assert hazards[0] > hazards[1] > hazards[2]


def clear(bids, supply, reserve):
    """The auction by brute force: kilowatt by kilowatt."""
    units = sorted(((usd, -i) for i, (usd, kw) in enumerate(bids) for _ in range(kw) if usd >= reserve), reverse=True)
    accepted = units[:supply]
    won = [sum(1 for _, k in accepted if -k == i) for i in range(len(bids))]
    short = len(units) > supply
    return (accepted[-1][0] if short and accepted else reserve), tuple(won)


CROSSINGS = {
    "nobody": ([], 10, 5.0),
    "nothing to sell": ([(50.0, 10)], 0, 5.0),
    "all below the reserve": ([(3.0, 10), (4.0, 5)], 10, 5.0),
    "slack": ([(50.0, 3), (40.0, 4)], 10, 5.0),
    "just enough": ([(50.0, 5), (40.0, 5)], 10, 5.0),
    "inside a bid": ([(50.0, 5), (40.0, 10), (30.0, 5)], 9, 5.0),
    "between two bids": ([(50.0, 5), (40.0, 4), (30.0, 5)], 9, 5.0),
    "ties at the margin": ([(40.0, 5), (40.0, 5), (40.0, 5)], 7, 5.0),
    "the reserve cuts": ([(50.0, 5), (4.0, 50)], 9, 5.0),
    "one takes all": ([(50.0, 100)], 9, 5.0),
}


@pytest.mark.parametrize("name", CROSSINGS)
def test_a_uniform_price_at_every_crossing(name):
    bids, supply, reserve = CROSSINGS[name]
    found = auction(bids, supply, reserve)
    assert (found.price, found.won) == clear(bids, supply, reserve)


def test_random_auctions():
    luck = np.random.default_rng(1)
    for _ in range(20):
        n = int(luck.integers(1, 12))
        bids = [(float(luck.integers(1, 9)), int(luck.integers(1, 9))) for _ in range(n)]
        supply, reserve = int(luck.integers(0, 40)), float(luck.integers(0, 6))
        found = auction(bids, supply, reserve)
        assert (found.price, found.won) == clear(bids, supply, reserve)
