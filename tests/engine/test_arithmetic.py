"""Guarded arithmetic: the library's figures to the last bit, and the same stop in both worlds where there is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation.engine import arithmetic as ours
from consolidation.engine.plain import plain

INFINITE = math.inf
NO_NUMBER = math.nan


@given(st.floats(1e-300, 1e300), st.floats(-700.0, 700.0), st.floats(-0.9, 0.9))
def test_inside_its_bounds_it_is_the_library(x, small, exponent):
    for one, wanted in (
        (ours.log, math.log(x)),
        (ours.root, math.sqrt(x)),
        (lambda number: ours.exp(small), math.exp(small)),
        (lambda number: ours.to_power(number, exponent), math.pow(x, exponent)),
    ):
        assert one(x) == wanted
    assert ours.whole(small) == int(small) and ours.floor(small) == math.floor(small)


@pytest.mark.parametrize(
    ("rule", "arguments", "error"),
    [
        (ours.log, (0.0,), ValueError),
        (ours.log, (-1.0,), ValueError),
        (ours.log, (NO_NUMBER,), ValueError),
        (ours.exp, (710.0,), OverflowError),
        (ours.exp, (NO_NUMBER,), OverflowError),
        (ours.root, (-1e-9,), ValueError),
        (ours.root, (NO_NUMBER,), ValueError),
        (ours.to_power, (-8.0, 2.0), ValueError),
        (ours.to_power, (0.0, -1.0), ValueError),
        (ours.to_power, (NO_NUMBER, 1.0), ValueError),
        (ours.to_power, (10.0, 400.0), OverflowError),
        (ours.floor, (INFINITE,), OverflowError),
        (ours.floor, (NO_NUMBER,), OverflowError),
        (ours.whole, (INFINITE,), OverflowError),
        (ours.whole, (-INFINITE,), OverflowError),
        (ours.whole, (NO_NUMBER,), OverflowError),
        (ours.whole, (2.0**63,), OverflowError),
    ],
)
def test_both_worlds_stop_at_the_same_place(rule, arguments, error):
    for one in (rule, plain(rule)):
        with pytest.raises(error):
            one(*arguments)


def test_the_edges_are_inside():
    assert ours.exp(709.0) < math.inf and ours.root(0.0) == 0.0 and ours.to_power(0.0, 0.0) == 1.0
    assert ours.whole(2.0**62) == 2**62 and ours.whole(-0.5) == 0
