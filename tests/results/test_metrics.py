"""Metrics are what one would compute by hand from a run's own frames."""

import math

import pytest

from consolidation import BadInput, Simulation, run
from consolidation.results.metrics import parse

WEEKS = 60


@pytest.fixture(scope="module")
def lived():
    """A simulation that has ended, and the same run's frames."""
    simulation = Simulation("classroom", 3, WEEKS, "full")
    while not simulation.finished:
        simulation.step()
    simulation.names.refresh(simulation.world)
    return simulation, run("classroom", 3, WEEKS, keep="panel")


def test_series(lived):
    simulation, frames = lived
    column = frames.series["hashprice_usd_per_ph_day"]
    for how, wanted in {
        "end": column.iloc[-1],
        "first": column.iloc[0],
        "17": column.iloc[16],
        "mean": column.mean(),
        "min": column.min(),
        "max": column.max(),
        "sum": column.sum(),
        "peak": column.argmax() + 1,
        "sum:3-14": column.iloc[2:14].sum(),
        "peak:10-20": column.iloc[9:20].argmax() + 10,
    }.items():
        assert parse(f"hashprice_usd_per_ph_day@{how}").value(simulation) == pytest.approx(wanted, rel=1e-12)
    assert parse("share_bitmain@end").value(simulation) == frames.series["share_bitmain"].iloc[-1]
    assert math.isnan(parse("share_nobody@end").value(simulation))
    for name in ("orders_at_bitmain_eh_s", "orders_from_indonesia_eh_s"):
        assert parse(f"{name}@sum").value(simulation) == pytest.approx(frames.series[name].sum())
        assert frames.series[name].sum() > 0
    with pytest.raises(BadInput, match="orders_from_indonesia_eh_s"):
        parse("orders_from_indonesa_eh_s@sum")


def test_events(lived):
    simulation, frames = lived
    orders = frames.events[frames.events["kind"] == "rigs ordered"]
    assert len(orders) > 5
    assert parse("events.rigs ordered@count").value(simulation) == len(orders)
    assert parse("events.rigs ordered.usd@sum").value(simulation) == pytest.approx(orders["usd"].sum())
    assert parse("events.rigs ordered.hash_eh_s@max").value(simulation) == pytest.approx(orders["hash_eh_s"].max())
    assert parse("events.rigs ordered@first").value(simulation) == orders["week"].min()
    assert parse("events.rigs ordered@count:5-9").value(simulation) == orders["week"].between(5, 9).sum()
    assert parse("events.import ban@count").value(simulation) == 0
    assert parse("events.import ban.usd@mean").value(simulation) == 0
    kind, cause = frames.events[frames.events["cause"] != ""][["kind", "cause"]].iloc[0]
    both = (frames.events["kind"] == kind) & (frames.events["cause"] == cause)
    assert parse(f"events.{kind}[{cause}]@count").value(simulation) == both.sum()


def test_firms(lived):
    simulation, frames = lived
    last = frames.panel[frames.panel["week"] == WEEKS]
    alive = last[last["alive"]]
    small = alive[alive["class"] == "small"]
    assert parse("firms.small.firms@end").value(simulation) == len(small)
    assert parse("firms.small.installed_eh_s@end").value(simulation) == pytest.approx(small["installed_eh_s"].sum())
    off = (alive["installed_eh_s"] - alive["hash_eh_s"]).sum()
    assert parse("firms.all.switched_off_eh_s@end").value(simulation) == pytest.approx(off)
    gone = (last["class"] == "major") & (last["exited"] == "liquidated")
    assert parse("firms.major.liquidated@end").value(simulation) == gone.sum()


WRONG = (
    "", "@", "exits_small@", "exits_small@0", "exits_small@end:1-2", "week@end", "events.@count", "us_share@9-3",
    "events.halving.usd@count", "events.halving@sum", "firms.tiny.btc@end", "firms.all.btc@mean",
    "firms.all.alive@end", "us_share@sum:5-3", "us_share@median", "events.default[whim]@count",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_refusals(text):
    with pytest.raises(BadInput):
        parse(text)
