"""The ten claims, one function each: what is compared, the figures, and a verdict that follows from them."""

import numpy as np

from ...catalog.figures import figure
from .claims_more import CLAIMS_MORE
from .evidence import CLEAR, FAILS, HOLDS, OPEN, Claim, Evidence, Finding, lean, said
from .paired import difference, error
from .shapley import interactions, shapley

WORLD, CALM = "april-2025", "april-2025 causes.tariffs=off causes.ai=off"
TARIFFS_ONLY, AI_ONLY = "april-2025 causes.ai=off", "april-2025 causes.tariffs=off"
CAUSES = ("tariffs", "ai", "halving", "competition")


def shakeout(e: Evidence) -> Finding:
    """An economist: a shock of this kind starts a consolidation; small miners go first."""
    exits, hhi, cr4 = (e.apart(name, WORLD, CALM) for name in ("small_exits", "hhi", "cr4"))
    small = share_gone(e, "small", WORLD)
    major = share_gone(e, "major", WORLD)
    first = difference(major, small)
    parts = [lean(exits, 1), lean(hhi, 1), lean(first, 1)]
    verdict = HOLDS if parts == [HOLDS] * 3 else FAILS if parts[0] == FAILS or parts == [OPEN, OPEN, FAILS] else OPEN
    if len(set(parts)) > 1:
        words = {HOLDS: "yes", FAILS: "no", OPEN: "undecided"}
        verdict = (
            f"in part: more exits {words[parts[0]]}, concentration {words[parts[1]]}, small first {words[parts[2]]}"
        )
    return Finding(
        "The shocks start a consolidation, and small miners go first",
        "Tariffs and AI demand together push firms out, the small before the large, and American hash rate "
        "concentrates.",
        "`april-2025` less `no-shock` (no new duties, no growth of AI demand), to the end of 2028.",
        (
            f"Exits of small miners of week one: {e.mean('small_exits', WORLD)} with the shocks, "
            f"{e.mean('small_exits', CALM)} without: {said(exits)}.",
            f"Share of each class gone: small {percent(small)}, majors {percent(major)}.",
            f"HHI of American hash rate: {e.mean('hhi', WORLD)} against {e.mean('hhi', CALM)}: {said(hhi)}; "
            f"percentage points of the four largest: {said(cr4, 100)}.",
        ),
        verdict,
        "The small miners' liquidity, overhead and power prices (all estimates) decide how many fail in any world; a "
        "wider or "
        "narrower spread of them moves both columns.",
        "That small miners have thinner purses and no capital market is put in, not found.",
    )


def power_matters_more(e: Evidence) -> Finding:
    """MARA's chief: tariffs alone do not drive miners out; power matters far more."""
    alone = e.apart("small_exits", TARIFFS_ONLY, CALM)
    shares, total, _ = shared(e, "small_exits")
    support = e.apart("small_exits", WORLD, "april-2025 energy.support_usd_per_mwh=5")
    relief = e.apart("small_exits", WORLD, AI_ONLY)
    off, _, _ = shared(e, "small_switched_off")
    bought, _, _ = shared(e, "small_installed", -1.0)
    gap = difference(seeds(e, "small_exits", WORLD, AI_ONLY), seeds(e, "small_exits", WORLD, e5()))
    said_shares = ", ".join(f"{name} {figure(float(row.mean()), error(row))}" for name, row in shares.items())
    quiet = not alone.difference > CLEAR * alone.error
    more = lean(gap, 1)
    verdict = HOLDS if quiet and more == HOLDS else FAILS if more == FAILS and not quiet else OPEN
    if verdict == HOLDS and sign_of(bought["tariffs"]) == HOLDS:
        verdict = "holds in the model for exits; what tariffs cost is machines not replaced"
    if verdict == OPEN and more == HOLDS:
        verdict = "in part: power matters more, but tariffs alone do cost small miners"
    return Finding(
        "Tariffs alone do not drive miners out; power matters far more",
        "Miners leave because of power and competition. Duties on machines hurt growth, not survival.",
        "Tariffs alone against no shock; Shapley shares of all combinations of tariffs, AI demand, the halving and "
        "competition; and a power bill 5 USD/MWh lower against duties taken away.",
        (
            f"Tariffs alone: {said(alone)} exits of small miners.",
            f"Shapley shares of {figure(float(total.mean()), error(total))} exits between all pressures off and all "
            "on: "
            f"{said_shares}.",
            f"A power bill 5 USD/MWh higher costs {said(support)} small miners, duties {said(relief)}; "
            f"the former less the latter: {said(gap)}.",
            "Tariffs' share by margin, small miners' running EH/s lost at the end: machines switched off "
            f"{mean_of(off['tariffs'])}, machines not replaced {mean_of(bought['tariffs'])}.",
        ),
        verdict,
        "The switch-off margin knows no duty by construction: a duty is sunk once paid. Tariffs gain weight where "
        "fleets wear "
        "out fast or open orders are large.",
        "That a duty changes purchases and not the decision to run a machine is how machines work, and how the rule "
        "is written.",
    )


def effects_accumulate(e: Evidence) -> Finding:
    """The article: the effects accumulate."""
    _, _, pairs = shared(e, "small_exits")
    figures = [f"{a} x {b}: {mean_of(row)}." for (a, b), row in pairs.items()]
    together = seeds(e, "small_exits", WORLD, CALM)
    apart = seeds(e, "small_exits", TARIFFS_ONLY, CALM) + seeds(e, "small_exits", AI_ONLY, CALM)
    everybody, nobody = (1 << len(CAUSES)) - 1, 0
    tariffs = 1 << CAUSES.index("tariffs")
    late = seeds(e, "small_exits", combination(everybody), combination(everybody ^ tariffs))
    early = seeds(e, "small_exits", combination(tariffs), combination(nobody))
    extra = difference(early, late)
    verdict = lean(extra, 1)
    if verdict == FAILS:
        verdict = "does not hold in the model: tariffs cost fewer miners where other pressures are at work"
    return Finding(
        "The effects accumulate",
        "Tariffs weigh more on miners whom AI demand, the halving and competition have already weakened.",
        "Interactions in all combinations of the four pressures: above zero, two of them cost more small miners "
        "together than "
        "apart (Shapley interaction index).",
        (
            f"Exits of small miners by tariffs where all other pressures are on, {mean_of(late)}, less those "
            f"where all are "
            f"off, {mean_of(early)}: {said(extra)}. On this the verdict rests.",
            f"Tariffs and AI demand together less the sum of each alone: {said(difference(apart, together))}.",
            *figures,
        ),
        verdict,
        "A miner can leave only once: where most of the weak leave anyway, causes compete for the same victims and the "
        "interaction turns negative. More small miners near the edge would raise it.",
    )


def e5() -> str:
    """The world with a power bill 5 USD/MWh lower."""
    return "april-2025 energy.support_usd_per_mwh=5"


def seeds(e: Evidence, metric: str, variant: str, other: str) -> np.ndarray:
    """The paired differences themselves."""
    return np.asarray(e.of(metric, variant) - e.of(metric, other))


def mean_of(row: np.ndarray) -> str:
    """Mean and standard error in words."""
    return figure(float(row.mean()), error(row))


def sign_of(row: np.ndarray) -> str:
    """Whether a mean is clearly above zero."""
    return lean(difference(np.zeros(len(row)), row), 1)


def share_gone(e: Evidence, group: str, variant: str) -> np.ndarray:
    """The share of a class's firms of week one that left, by seed."""
    start = e.of(f"{group}_at_start", variant) + e.of(f"{group}_exits_at_start", variant)
    return np.asarray(e.of(f"{group}_exits", variant) / np.maximum(start, 1.0))


def percent(row: np.ndarray) -> str:
    """A share as percent with its error."""
    there = row[np.isfinite(row)]
    return f"{figure(100 * float(there.mean()), 100 * error(there))} %"


def combination(mask: int) -> str:
    """The variant in which exactly these causes (bits in the order of CAUSES) are on."""
    off = [f"causes.{name}=off" for place, name in enumerate(CAUSES) if not mask >> place & 1]
    return " ".join([WORLD, *off])


def shared(
    e: Evidence, metric: str, sign: float = 1.0
) -> tuple[dict[str, np.ndarray], np.ndarray, dict[tuple[str, str], np.ndarray]]:
    """Shapley shares by cause, the total and the interactions, by seed; seeds with a failed run are left out."""
    worth = sign * np.stack([e.of(metric, combination(mask)) for mask in range(1 << len(CAUSES))])
    worth = worth[:, np.isfinite(worth).all(axis=0)]
    pairs = {(CAUSES[i], CAUSES[j]): row for (i, j), row in interactions(worth).items()}
    return dict(zip(CAUSES, shapley(worth), strict=True)), worth[-1] - worth[0], pairs


CLAIMS: tuple[Claim, ...] = (shakeout, power_matters_more, effects_accumulate, *CLAIMS_MORE)
"""In the order of the page."""
