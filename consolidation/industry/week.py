"""ONE WEEK, read top to bottom. Each line is a call of one room; `consolidation schedule` prints it, with what each
does.

The week is a plain tuple of compiled rules: the live page, a sweep, the timer and the printed schedule use the one
tuple. It is lived in one compiled call (`lived`), or looped over in Python where phases are timed or were replaced.
"""

import functools
import warnings
from time import perf_counter
from typing import Any

import numpy as np

try:
    from numba import int64, literal_unroll, typeof
    from numba.core.errors import NumbaExperimentalFeatureWarning
except ImportError:  # then nothing is compiled, and going through a tuple is all there is to it
    literal_unroll = tuple

from ..catalog.codes import FAULT_LABELS, TABLES_FULL
from ..catalog.errors import Breach, TableFull
from ..catalog.tables import new_world
from ..engine.plain import plain
from ..engine.rule import COMPILES, rule
from .agents import ai_buyer, entry, investing, leaving, power_bids, rest_of_world, rig_vendor
from .books import identities, record
from .holdings import fleet, rest_sites, stock
from .markets import bills, customs, delivery, estates, hardware, leases, listing, mining, power, solvency, takeovers
from .news import ai_demand, bitcoin, calendar, policy

WEEK = (
    # The news: nothing else is exogenous.
    calendar.begin_week,
    bitcoin.read_price,
    policy.read_news,
    customs.file_claims,
    ai_demand.grow,
    # Machines and megawatts arrive.
    delivery.deliver,
    power.grow_supply,
    power_bids.bid,
    entry.scout,
    power.auction_megawatts,
    leases.advance,
    # A week of mining.
    fleet.wear,
    fleet.house,
    rest_sites.build,
    rest_of_world.switch,
    mining.switch,
    mining.mine,
    # Money.
    bills.pay_the_bills,
    stock.take_stock,
    solvency.settle,
    listing.go_public,
    estates.wind_up,
    takeovers.merge,
    # Plans for the weeks to come.
    investing.small_miners,
    investing.majors,
    ai_buyer.plan,
    leases.clear,
    rig_vendor.plan,
    rest_of_world.order,
    hardware.allot,
    rest_of_world.receive,
    entry.enter,
    leaving.leave,
    # The books.
    stock.count_regions,
    identities.check,
    record.week,
)


def phase_name(phase: Any) -> str:
    """A phase's room and name: `markets.power.auction_megawatts`."""
    return f"{phase.__module__.removeprefix('consolidation.industry.')}.{phase.__name__}"


NAMES = tuple(phase_name(phase) for phase in WEEK)

COMPILED = WEEK if COMPILES else ()
"""The phases that `lived` was made of: replaced ones are looped over."""


@rule
def lived(world, at):
    """Live one week in one call; `at[0]` is the phase at work, and the one that noted a fault when there is one."""
    at[0] = -1
    for phase in literal_unroll(WEEK):
        at[0] += 1
        phase(world)
        if world.fault[0].code != 0:
            return


@functools.cache
def compiled() -> Any:
    """The week as one compiled call. Compiling it numba warns that going through a tuple of functions is new to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumbaExperimentalFeatureWarning)
        lived.compile((typeof(new_world()), int64[::1]))
    return lived


def step(world: Any, spent: dict[str, float] | None = None) -> None:
    """Live one week. `spent`, if given, collects seconds by phase. Raises Breach when the books do not balance."""
    at = np.zeros(1, "i8")
    try:
        if spent is None and WEEK is COMPILED:
            compiled()(world, at)
        else:
            one_by_one(world, at, spent)
    except (KeyError, ZeroDivisionError, IndexError, ValueError, OverflowError) as error:
        # Compiled rules raise without saying where: at least name the phase.
        raise type(error)(f"{phase_name(WEEK[at[0]])}, week {int(world.clock[0].week)}: {error}") from error
    # A recarray's attributes cost microseconds; a plain view of the fault's code costs nothing.
    if world.view(np.ndarray)["fault"]["code"][0]:
        raise breach(world, WEEK[at[0]])


def one_by_one(world: Any, at: np.ndarray, spent: dict[str, float] | None) -> None:
    """The same phase by phase, so that each can be timed."""
    fault_code = world.view(np.ndarray)["fault"]["code"]
    start = perf_counter()
    for number, phase in enumerate(WEEK):
        at[0] = number
        phase(world)
        if spent is not None:
            now = perf_counter()
            name = phase_name(phase)
            spent[name] = spent.get(name, 0.0) + now - start
            start = now
        if fault_code[0]:
            return


def plain_step(world: Any, spent: dict[str, float] | None = None) -> None:
    """Live one week of a world of objects (`engine.objects`), uncompiled: a debugger steps into every rule.

    An error comes with the rule's own file and line. Raises Breach when the books do not balance.
    """
    start = perf_counter()
    for phase in WEEK:
        plain(phase)(world)
        if spent is not None:
            now = perf_counter()
            spent[phase_name(phase)] = spent.get(phase_name(phase), 0.0) + now - start
            start = now
        if world.fault[0].code:
            raise breach(world, phase)


def breach(world: Any, phase: Any) -> Breach:
    """The exception for the breach noted in the world."""
    fault = world.fault[0]
    kind = TableFull if fault.code in TABLES_FULL else Breach
    return kind(int(fault.week), phase_name(phase), FAULT_LABELS[fault.code], int(fault.who), int(fault.amount))


def schedule() -> list[tuple[str, str]]:
    """The week's phases in order: name, and the first paragraph of what it does."""
    return [(phase_name(phase), " ".join((phase.__doc__ or "").split("\n\n")[0].split())) for phase in WEEK]
