"""Claims four to ten: makers, bans, waiting, the peak, AI, going abroad, cheap energy."""

import datetime as dt

import numpy as np

from ...catalog.figures import figure
from .evidence import CLEAR, FAILS, HOLDS, OPEN, Claim, Evidence, Finding, lean, said
from .paired import error

WORLD = "april-2025"
NO_TARIFFS, NO_AI = "april-2025 causes.tariffs=off", "april-2025 causes.ai=off"
SUPPORT = (0.0, 2.0, 5.0, 10.0, 20.0)
"""USD/MWh of energy support in the recipe's variants."""
MILLION = 1e-6
FREEZE = 0.5
"""The fall of orders from which on it is called a freeze."""


def american_maker(e: Evidence) -> Finding:
    """Analysts: the American rig maker gains, until the Chinese localise."""
    gain = e.apart("auradine", "localisation vendors.localisation=off", "localisation tariffs.scale=0")
    lost = e.apart("auradine", "localisation", "localisation vendors.localisation=off")
    made = e.apart("domestic", "localisation", "localisation tariffs.scale=0")
    parts = [lean(gain, 1), lean(lost, -1)]
    verdict = HOLDS if parts == [HOLDS, HOLDS] else FAILS if FAILS in parts else OPEN
    if parts == [HOLDS, OPEN]:
        verdict = "in part: the American maker gains; that localisation takes it back is undecided"
    return Finding(
        "The American rig maker gains, until the Chinese localise",
        "Duties hand orders to the American maker until Chinese makers assemble in America.",
        "`localisation` (one high duty on all origins from July 2025) with and without duties, with and without "
        "American lines "
        "of Chinese makers; Auradine's share of new hash rate, mean over the run.",
        (
            f"Without duties {e.mean('auradine', 'localisation tariffs.scale=0')}; with duties and no Chinese lines "
            f"{e.mean('auradine', 'localisation vendors.localisation=off')}: {said(gain)}.",
            f"Chinese lines allowed: {e.mean('auradine', 'localisation')}: {said(lost)}.",
            f"American-made share of American orders, with duties and lines less without duties: {said(made)}.",
        ),
        verdict,
        "The American maker's capacity: it can sell no more than it makes. Its premium, the trust buyers have in a "
        "small maker, and the "
        "weeks a line takes.",
        "That a line is built when the duty it saves pays it back in 104 weeks is a rule.",
    )


def stranded_deposits(e: Evidence) -> Finding:
    """MARA's chief: a ban on Chinese rigs would strand deposits."""
    lost = e.apart("forfeited_usd", "import-ban", WORLD)
    failed = e.apart("liquidated", "import-ban", WORLD)
    verdict = lean(lost, 1)
    if verdict == HOLDS and lean(failed, 1) != HOLDS:
        verdict = "in part: deposits are lost; that more firms fail of it is " + (
            "undecided" if lean(failed, 1) == OPEN else "not so in the model"
        )
    return Finding(
        "A ban on Chinese rigs would strand deposits",
        "Rigs paid for in part could not be landed; the deposit would be gone, and firms with it.",
        "`import-ban` (Chinese makers' rigs barred without warning in the week of 29 December 2025) less `april-2025`.",
        (
            f"Deposits forfeited, million USD: {said(lost, MILLION)}.",
            f"Firms liquidated by the end of 2028: {said(failed)}.",
        ),
        verdict,
        "How much is on order when the ban comes, the share of banned rigs taken abroad instead (one half), and how "
        "much makers "
        "ask for at order (a quarter).",
        "That the deposits on cancelled orders are lost is how the contracts are assumed to read; the model adds the "
        "sum and who fails "
        "of it.",
    )


def frozen_orders(e: Evidence) -> Finding:
    """The American maker's chief: the 90-day pause froze orders."""
    during = e.apart("in_the_pause_eh_s", "pause-only", "pause-only tariffs.waiting=off")
    after = e.apart("after_it_eh_s", "pause-only", "pause-only tariffs.waiting=off")
    fall = during.difference / during.mean_a if during.mean_a else 0.0
    verdict = lean(during, -1)
    if verdict == HOLDS and fall > -FREEZE:
        verdict = f"in part: orders fall by {-100 * fall:.0f} %, which is waiting but no freeze"
    return Finding(
        "The 90-day pause froze orders",
        "Not knowing which duty would meet the machines on arrival, buyers waited.",
        "`pause-only` with buyers who value waiting, less the same with buyers who do not; orders of American miners "
        "in weeks 3-14 "
        "and in the twelve weeks after.",
        (
            f"Ordered in the pause, EH/s: {e.mean('in_the_pause_eh_s', 'pause-only')} against "
            f"{e.mean('in_the_pause_eh_s', 'pause-only tariffs.waiting=off')}: {said(during)}.",
            f"In the twelve weeks after: {said(after)}.",
        ),
        verdict,
        "What buyers believe about the snapback (one half), and a duty's size: an uncertainty of a few points "
        "freezes little. "
        "`runs/waiting` varies both.",
        "That uncertainty divides the longest acceptable payback is the rule of waiting; its direction is put in, "
        "its size "
        "and the rebound are found.",
    )


def peak_mining(e: Evidence) -> Finding:
    """An analyst: the US may have passed peak mining."""
    week, height, first, end = (
        e.of(name, WORLD) for name in ("us_share_peak_week", "us_share_peak", "us_share_first", "us_share_end")
    )
    there = np.isfinite(week)
    passed = np.where(end[there] < first[there], 1.0, 0.0)
    quarters = np.quantile(week[there], [0.25, 0.5, 0.75])
    dates = [str(e.start + dt.timedelta(weeks=float(w) - 1)) for w in quarters]
    share, spread = float(passed.mean()), error(passed)
    clear = abs(share - 0.5) > CLEAR * spread
    verdict = OPEN if not clear else f"{HOLDS} in {100 * share:.0f} % of paths" if share > 0.5 else FAILS
    return Finding(
        "The US may have passed peak mining",
        "America's share of the world's hash rate peaked about 2025 and falls from there.",
        "`april-2025`: the week and height of the peak of the US share, over paths of the Bitcoin price.",
        (
            f"Peak of the US share: {percent(height[there])}, median week {quarters[1]:.0f} ({dates[1]}), half of "
            "the paths "
            f"between {dates[0]} and {dates[2]}.",
            f"The share at the end of 2028 is below that of April 2025 in {100 * share:.0f} ± {100 * spread:.0f} % "
            "of paths; "
            f"it goes from {percent(first[there])} to {percent(end[there])}.",
        ),
        verdict,
        "How fast the rest of the world builds sites (0.3 % of its megawatts a week at the rents of "
        "early 2025) and American power "
        "supply decide it; both "
        "are estimates.",
        "The peak of a series that falls from its start is the start: a week near 1 says that the peak lies before "
        "the model begins.",
    )


def ai_pays_more(e: Evidence) -> Finding:
    """Analysts: AI pays more and squeezes miners' power."""
    mining, ai, price, auction = (
        e.apart(name, WORLD, NO_AI) for name in ("mining_mw", "ai_mw", "power_usd_per_mwh", "clearing_usd_per_mwh")
    )
    small, major = (e.apart(name, WORLD, NO_AI) for name in ("pivoted_small", "pivoted_major"))
    return Finding(
        "AI pays more and squeezes miners' power",
        "AI companies outbid miners for megawatts; halls turn over, and power gets dearer for those who stay.",
        "`april-2025` less the same with AI demand as signed by March 2025.",
        (
            f"American megawatts that mine at the end: {said(mining)}; with AI: {said(ai)}.",
            f"Price miners pay, USD/MWh at the end: {said(price)}; what auctions clear at, mean: {said(auction)}.",
            f"Firms that turned to AI: small {said(small)}, majors {said(major)}.",
        ),
        lean(mining, -1),
        "AI buyers' demand from sites a miner could sell (6 GW by the end of 2028, bounds 2-12), the smallest site "
        "they lease (50 MW), "
        "and how much of miners' power comes up for auction in a year.",
        "That AI pays more per megawatt-hour than mining earns is an input (leases of 2024-25); who gives way, and "
        "how much prices "
        "rise, is found.",
    )


def going_abroad(e: Evidence) -> Finding:
    """Miners: going abroad avoids policy risk."""
    share, small, major = (e.apart(name, WORLD, "stay-home") for name in ("us_share_end", "small_exits", "major_exits"))
    failed = e.apart("liquidated", WORLD, "stay-home")
    verdict = lean(failed, -1)
    if verdict == HOLDS and lean(share, -1) == HOLDS:
        verdict = "holds in the model for the firms; the US share pays for it"
    return Finding(
        "Going abroad avoids policy risk",
        "Firms that can move survive what American policy and power do to them.",
        "`april-2025` less `stay-home`, in which no firm may open or move sites abroad.",
        (
            f"Firms that left American mining for mining abroad: {e.mean('relocated', WORLD)}.",
            f"US share at the end, percentage points: {said(share, 100)}.",
            f"Firms liquidated: {said(failed)}; exits of small miners of any kind {said(small)}, of majors "
            f"{said(major)}.",
        ),
        verdict,
        "The cost of moving (180 USD/kW), the advantage at which a firm goes, and what a step of policy risk abroad "
        "is worth; cheaper moves "
        "would give the poor a way out, too.",
        "Policy risk abroad is a fixed charge per megawatt-hour: the model knows no foreign government that changes "
        "its mind.",
    )


def cheap_energy(e: Evidence) -> Finding:
    """The White House: cheap energy policy can offset tariffs."""
    names = [WORLD if s == 0 else f"{WORLD} energy.support_usd_per_mwh={s:g}" for s in SUPPORT]
    exits = np.stack([e.of("small_exits", name) for name in names])
    goal = e.of("small_exits", NO_TARIFFS)
    whole = np.isfinite(exits).all(axis=0) & np.isfinite(goal)
    exits, goal = exits[:, whole], goal[whole]
    tariffs = e.apart("small_exits", WORLD, NO_TARIFFS)
    level = offset(exits.mean(axis=1), float(goal.mean()))
    spread = jackknife(exits, goal)
    steps = ", ".join(
        f"{s:g} USD/MWh {figure(float(row.mean()), error(row))}" for s, row in zip(SUPPORT, exits, strict=True)
    )
    if not tariffs.difference > CLEAR * tariffs.error:
        verdict = (
            "holds trivially in the model: tariffs cost no clear number of small miners, so there is little to offset"
        )
    else:
        verdict = HOLDS if np.isfinite(level) else FAILS
    answer = f"{figure(level, spread)} USD/MWh" if np.isfinite(level) else f"more than {SUPPORT[-1]:g} USD/MWh"
    return Finding(
        "Cheap energy policy can offset tariffs",
        "What tariffs take from miners, cheaper American energy gives back.",
        "`april-2025` with energy support of 0 to 20 USD for every megawatt-hour mined, against the same world "
        "without new duties; "
        "the support at which as few small miners leave as without duties, by interpolation.",
        (
            f"Tariffs cost {said(tariffs)} exits of small miners.",
            f"Exits of small miners by support: {steps}; without new duties {figure(float(goal.mean()), error(goal))}.",
            f"Support that brings exits back to the level without duties: {answer}.",
        ),
        verdict,
        "Support is paid to all American miners and draws in more hash rate, so it cures less than a lower price for "
        "one miner would. A "
        "larger effect of tariffs asks for more of it.",
        "That a subsidy per megawatt-hour helps whoever burns megawatt-hours is arithmetic; the exchange rate is "
        "found.",
    )


def offset(exits: np.ndarray, goal: float) -> float:
    """The support at which mean exits fall to a goal, linear between the variants; NaN if none of them does."""
    if exits[0] <= goal:
        return 0.0
    for k in range(1, len(exits)):
        if exits[k] <= goal:
            part = (exits[k - 1] - goal) / (exits[k - 1] - exits[k])
            return float(SUPPORT[k - 1] + part * (SUPPORT[k] - SUPPORT[k - 1]))
    return float("nan")


def jackknife(exits: np.ndarray, goal: np.ndarray) -> float:
    """The standard error of that support, leaving out a seed at a time."""
    n = len(goal)
    left = np.array(
        [offset(np.delete(exits, i, axis=1).mean(axis=1), float(np.delete(goal, i).mean())) for i in range(n)]
    )
    if n < 2 or not np.isfinite(left).all():
        return float("nan")
    return float(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))


def percent(row: np.ndarray) -> str:
    """A share as percent with its error."""
    return f"{figure(100 * float(row.mean()), 100 * error(row))} %"


CLAIMS_MORE: tuple[Claim, ...] = (
    american_maker,
    stranded_deposits,
    frozen_orders,
    peak_mining,
    ai_pays_more,
    going_abroad,
    cheap_energy,
)
"""Claims four to ten."""
