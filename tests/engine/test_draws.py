"""Keyed draws: the published answers, the distributions, and that nobody's luck depends on anybody else."""

import inspect
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from consolidation.engine import draws

seeds = st.integers(0, 2**63 - 1)
small = st.integers(0, 2**31 - 1)
unhurried = settings(deadline=None)  # the first call of a draw compiles it
keys = st.tuples(seeds, st.integers(0, 200), st.integers(0, 5_000), small)

# Random123's kat_vectors, philox4x32 with 10 rounds: counter, key, answer.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]

SAMPLE = """
import hashlib, struct, sys
from numba import config
from consolidation.engine import draws
assert bool(config.DISABLE_JIT) is (sys.argv[1] == "interpreted")
digest = hashlib.sha256()
for seed in (0, 1, 20240419, 2**32 - 1, 2**32, 2**63 - 1):
    for stream in (draws.PRICE, draws.WEAR, draws.BOOTSTRAP):
        for week in (0, 1, 519):
            for who in (0, 1, 511, 2**31):
                key = (seed, stream, week, who)
                digest.update(struct.pack("<ddd", draws.uniform(*key), draws.normal(*key),
                                          draws.lognormal(*key, 3.5, 0.8)))
                digest.update(struct.pack("<qqqq?", *(int(draws.poisson(*key, m)) for m in (0.0, 0.4, 12.0, 900.0)),
                                          bool(draws.chance(*key, 0.3))))
print(digest.hexdigest())
"""


def streams():
    """Every named stream: the capital-letter integers that are not settings of the generator."""
    return {
        name: value
        for name, value in vars(draws).items()
        if name.isupper() and isinstance(value, int) and name not in {"MASK"}
    }


@pytest.mark.bounds
@pytest.mark.interpreted
@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert tuple(draws.philox(*key, *counter)) == answer


def test_no_two_purposes_share_a_stream():
    named = streams()
    assert len(named) >= 25
    assert len(set(named.values())) == len(named)
    assert all(value > 0 for value in named.values())


@unhurried
@given(keys)
def test_a_uniform_lies_in_the_half_open_unit_interval(key):
    assert 0.0 <= draws.uniform(*key) < 1.0


@unhurried
@given(keys)
def test_a_normal_is_finite(key):
    # 53 bits cannot reach further into the tail than 8.7 standard deviations.
    assert abs(draws.normal(*key)) < 8.8


@unhurried
@given(keys, st.floats(0.01, 1e6), st.floats(0.0, 2.0))
def test_a_lognormal_is_its_median_times_the_exponential_of_the_normal(key, median, sigma):
    assert draws.lognormal(*key, median, sigma) == median * math.exp(sigma * draws.normal(*key))


@unhurried
@given(keys, st.floats(0.0, 29.9), st.floats(0.0, 29.9))
def test_a_higher_mean_never_gives_a_smaller_count(key, one, other):
    low, high = sorted((one, other))
    assert 0 <= draws.poisson(*key, low) <= draws.poisson(*key, high) <= 400


@unhurried
@given(keys, st.floats(-5.0, 1e6))
def test_a_count_is_whole_and_not_negative(key, mean):
    count = draws.poisson(*key, mean)
    assert count == int(count)
    assert count >= 0
    assert mean > 0 or count == 0


@unhurried
@given(keys, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_what_happens_at_one_chance_happens_at_a_higher_one(key, one, other):
    low, high = sorted((one, other))
    assert not draws.chance(*key, 0.0)
    assert draws.chance(*key, 1.0)
    assert draws.chance(*key, high) or not draws.chance(*key, low)


@unhurried
@given(keys, keys)
def test_a_draw_depends_on_its_key_alone(key, other):
    before = draws.uniform(*key)
    draws.uniform(*other)
    assert draws.uniform(*key) == before
    assert key == other or tuple(draws.words(*key)) != tuple(draws.words(*other))


@pytest.mark.parametrize("place", range(4))
def test_every_part_of_the_key_counts(place):
    key = [7, draws.FEES, 12, 3]
    changed = list(key)
    changed[place] += 1
    assert draws.uniform(*key) != draws.uniform(*changed)


def test_both_halves_of_the_seed_count():
    assert draws.uniform(5, 1, 1, 1) != draws.uniform(5 + 2**32, 1, 1, 1)


def test_an_extra_firm_or_stream_changes_nobody_elses_luck():
    few = {(stream, who): draws.normal(3, stream, 8, who) for stream in (1, 2) for who in range(5)}
    many = {(stream, who): draws.normal(3, stream, 8, who) for who in range(9, -1, -1) for stream in (9, 2, 1)}
    assert {key: many[key] for key in few} == few


def test_numpy_numbers_and_plain_ones_are_the_same_key():
    plain = (2**40 + 17, draws.RISK, 30, 400)
    assert draws.uniform(*(np.int64(part) for part in plain)) == draws.uniform(*plain)
    assert draws.uniform(plain[0], plain[1], np.int32(30), np.int32(400)) == draws.uniform(*plain)


def test_compiled_and_interpreted_draws_are_equal_bit_for_bit():
    def sample(mode):
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1" if mode == "interpreted" else "0"}
        done = subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", SAMPLE, mode],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert sample("compiled") == sample("interpreted")


def keyed(draw, *more, weeks=200, firms=250, stream=draws.WEAR):
    return np.array([draw(20240419, stream, week, who, *more) for week in range(weeks) for who in range(firms)])


def test_uniforms_fill_the_interval_evenly():
    level = keyed(draws.uniform)
    counts, _ = np.histogram(level, bins=100, range=(0, 1))
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize("lag", [1, 250])
def test_neighbouring_firms_and_weeks_are_unrelated(lag):
    level = keyed(draws.uniform)
    pairs, _, _ = np.histogram2d(level[:-lag], level[lag:], bins=10, range=[(0, 1), (0, 1)])
    assert stats.chisquare(pairs.ravel()).pvalue > 0.001


def test_normals_are_normal():
    assert stats.kstest(keyed(draws.normal), "norm").pvalue > 0.001


@pytest.mark.parametrize("mean", [0.3, 4.0, 25.0])
def test_small_counts_follow_the_poisson_law(mean):
    counts = keyed(draws.poisson, mean)
    cut = int(stats.poisson.ppf(0.999, mean))
    seen = np.bincount(np.minimum(counts, cut).astype(int), minlength=cut + 1)
    law = stats.poisson.pmf(np.arange(cut + 1), mean)
    law[-1] += stats.poisson.sf(cut, mean)
    often = law * counts.size > 5
    seen, law = np.append(seen[often], seen[~often].sum()), np.append(law[often], law[~often].sum())
    kept = law > 0
    assert stats.chisquare(seen[kept], law[kept] / law[kept].sum() * seen[kept].sum()).pvalue > 0.001


def test_large_counts_have_the_poisson_mean_and_spread():
    counts = keyed(draws.poisson, 400.0)
    assert counts.mean() == pytest.approx(400, abs=0.4)
    assert counts.std() == pytest.approx(20, rel=0.02)


def test_the_source_uses_no_powers_and_no_numpy():
    # Both round differently compiled and interpreted, by one unit in the last place.
    source = inspect.getsource(draws)
    assert "**" not in source
    assert "numpy as np" not in source
