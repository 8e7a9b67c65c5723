"""Chance: every draw is a pure function of (seed, stream, week, who).

A counter-based generator (Philox4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC 2011) has no state to share or to use up. A draw does not depend on the order of the rules nor on who else is alive,
so two scenarios with one seed share their luck, and the difference between them is the policy and not noise.

`seed` is a whole number >= 0 (an i8 column: below 2 to the 63rd), `stream` one of the constants below, `week` the week
of the run, `who` a lasting identity (a firm's id, an order's serial number, a region; never a slot that is used again);
each of the three is told apart up to 2 to the 32nd. The same key gives the same number, so a rule that needs two draws
in one week for one firm needs two streams. Amounts come in the unit of the mean or median that is passed.

The integers are plain and masked: a wrapped int64 product and Python's big int agree after `& MASK`, and with `math.*`
and no powers the compiled and the interpreted draw are equal bit for bit.
"""

import math

from .rule import rule

# The world's streams: what nobody in the model decides.
PRICE = 1
PRICE_JUMP = 2
FEES = 3
SNAPBACK = 4
CUSTOMS_CLAIM = 5
SOLO_LUCK = 6
BLOCK_LUCK = 7
AI_ATTITUDE = 9

# The opening population.
SMALL_MINER_SIZE = 20
SMALL_MINER_EFFICIENCY = 21
SMALL_MINER_POWER = 22
SMALL_MINER_LIQUIDITY = 23
SMALL_MINER_REGION = 24
CONTRACT_END = 25
HURDLE = 26
RISK = 28
MACHINES = 31

# What happens to firms week by week.
BELIEF_DRIFT = 50
WEAR = 51
TIE = 52
TAKEOVER_SYNERGY = 53
MERGER = 54
ORDER_DELAY = 55
LISTING = 56

# Who may enter: identities come from fixed lots a week, so an entrant is the same firm in every scenario.
ENTRANT_SIZE = 70
ENTRANT_REGION = 71
ENTRANT_CAPITAL = 72
ENTRANT_POWER = 73
ENTRANT_HURDLE = 74

# Outside the run: resampling of its results.
BOOTSTRAP = 90

MASK = 0xFFFFFFFF
TWO_PI = 6.283185307179586
POISSON_BY_INVERSION = 30.0
"""Below this mean a Poisson draw inverts its distribution function; above, a rounded normal is close enough."""


@rule
def philox(key0, key1, c0, c1, c2, c3):
    """Philox4x32-10: four 32-bit words from a 64-bit key and a 128-bit counter, each given as 32-bit words."""
    for _ in range(10):
        p = 0xD2511F53 * c0
        q = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (q >> 32) & MASK ^ c1 ^ key0, q & MASK, (p >> 32) & MASK ^ c3 ^ key1, p & MASK
        key0 = (key0 + 0x9E3779B9) & MASK
        key1 = (key1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


@rule
def words(seed, stream, week, who):
    """The four 32-bit words behind every draw with this key."""
    # int() at the door: a numpy integer would overflow with a warning in plain Python.
    return philox(int(seed) & MASK, int(seed) >> 32, int(stream) & MASK, int(week) & MASK, int(who) & MASK, 0)


@rule
def uniform(seed, stream, week, who):
    """A draw from [0, 1), with all 53 bits of a double."""
    a, b, _, _ = words(seed, stream, week, who)
    return ((a >> 5) * 67108864 + (b >> 6)) / 9007199254740992


@rule
def normal(seed, stream, week, who):
    """A draw from the standard normal distribution (Box and Muller 1958)."""
    a, b, c, d = words(seed, stream, week, who)
    # One half up, so that the logarithm never meets zero.
    radius = ((a >> 5) * 67108864 + (b >> 6) + 0.5) / 9007199254740992
    angle = ((c >> 5) * 67108864 + (d >> 6)) / 9007199254740992
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(TWO_PI * angle)


@rule
def lognormal(seed, stream, week, who, median, sigma):
    """A draw in the median's unit whose logarithm is normal with standard deviation `sigma`."""
    return median * math.exp(sigma * normal(seed, stream, week, who))


@rule
def poisson(seed, stream, week, who, mean):
    """A count, >= 0, with the given mean; below a mean of 30 it never falls when the mean rises and the key stays."""
    if mean <= 0.0:
        return 0
    if mean >= POISSON_BY_INVERSION:
        return max(0, math.floor(mean + math.sqrt(mean) * normal(seed, stream, week, who) + 0.5))
    level = uniform(seed, stream, week, who)
    count = 0
    term = math.exp(-mean)
    reached = term
    # The terms vanish long before 400 at any mean below 30; the bound is for a level above the sum as rounded.
    while level >= reached and count < 400:
        count += 1
        term *= mean / count
        reached += term
    return count


@rule
def chance(seed, stream, week, who, p):
    """Whether something of probability `p` happens; what happens at p still happens at a higher p with the same key."""
    return uniform(seed, stream, week, who) < p
