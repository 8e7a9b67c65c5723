"""Arithmetic with a guard: what has no answer stops a run, in compiled code as in plain Python.

Python's own `math.log(0)`, `math.exp(1000)` or `int(nan)` raise; compiled ones give an infinity or any number. Rules
use these instead, so that both worlds stop at the same place.
"""

import math
import sys

from .rule import rule

MOST_EXPONENT = math.log(sys.float_info.max)
"""e to more than this, some 709.78, is beyond a 64-bit real number."""
WHOLE_TO = 2.0**63
"""Whole numbers of the tables are below this."""


@rule
def log(x):
    """The natural logarithm. ValueError: of a number not above zero.

    >>> log(1.0)
    0.0
    """
    if not x > 0.0:
        raise ValueError("logarithm of a number not above zero")
    return math.log(x)


@rule
def exp(x):
    """e to `x`. OverflowError: beyond what a real number holds.

    >>> exp(0.0)
    1.0
    """
    if not x <= MOST_EXPONENT:
        raise OverflowError("exponential of a number above 709.78")
    return math.exp(x)


@rule
def root(x):
    """The square root. ValueError: of a number below zero.

    >>> root(9.0)
    3.0
    """
    if not x >= 0.0:
        raise ValueError("root of a number below zero")
    return math.sqrt(x)


@rule
def to_power(x, y):
    """`x` to `y`. ValueError: of a number below zero, or zero to a negative one. OverflowError: too large.

    >>> to_power(4.0, 0.5)
    2.0
    """
    if not x >= 0.0 or (x == 0.0 and y < 0.0):
        raise ValueError("a power that has no value")
    value = math.pow(x, y)
    if not value < math.inf:
        raise OverflowError("a power beyond what a real number holds")
    return value


@rule
def floor(x):
    """The whole number at or below. OverflowError: of not a number, or beyond whole ones of 64 bits.

    >>> floor(-1.2)
    -2
    """
    if not -WHOLE_TO < x < WHOLE_TO:
        raise OverflowError("the floor of a number of 2^63 or more")
    return int(math.floor(x))


@rule
def whole(x):
    """The whole part, towards zero. OverflowError: not a number, or beyond whole ones of 64 bits.

    >>> whole(-1.7)
    -1
    """
    if not -WHOLE_TO < x < WHOLE_TO:
        raise OverflowError("the whole part of a number of 2^63 or more")
    return int(x)
