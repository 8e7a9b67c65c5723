"""The tables of the page of validation, as Markdown."""

import datetime as dt
from typing import Any

from ..limits import theory
from . import plots, sensitivity
from .history import best_tier, monthly
from .validation import PATTERN_SEEDS, Validation, few_that_matter

POWER = "with power"
"""A note that says what so few events can show stands beside a pass, too."""
QUANTITIES = {
    "network_hash_eh_s": (1.0, 0),
    "hashprice_usd_per_ph_day": (1.0, 0),
    "fleet_j_per_th_network": (1.0, 1),
    "us_share": (100.0, 1),
    "listed_share": (100.0, 1),
    "list_price_usd_per_th": (1.0, 1),
}
"""Column, scale and digits of what is held against facts."""
RARE = ("fleet_j_per_th_network", "us_share", "listed_share", "list_price_usd_per_th")


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def skill(found: Validation) -> str:
    """The forecast errors."""
    rows = [
        [r["period"], str(r["weeks"])]
        + [f"{r[k]:.3f}" for k in ("model", "random walk", "random walk with drift")]
        + [f"{r['ratio']:.2f} ({r['low']:.2f} to {r['high']:.2f})"]
        + [f"{r['drift_ratio']:.2f} ({r['drift_low']:.2f} to {r['drift_high']:.2f})"]
        + [f"{r['windows']} / {r['independent']:.1f}"]
        for r in found.skill
    ]
    header = ["period", "weeks", "model", "random walk", "with drift", "model / walk", "model / with drift"]
    return table([*header, "windows / independent"], rows)


def bands(found: Validation) -> str:
    """Coverage and CRPS."""
    rows = [
        [
            period,
            "and the model's own error" if own else "parameters and luck",
            f"{b['inside']} of {b['months']}",
            f"{100 * b['coverage']:.0f} %",
            f"{b['width']:.2f}",
            f"{b['crps']:.3f}",
            f"{b['crps_walk']:.3f}",
        ]
        for (period, own), b in found.bands.items()
    ]
    header = ["period", "the band holds", "months inside", "coverage of the 90 % band", "width (log)"]
    return table([*header, "CRPS", "CRPS, random walk"], rows)


def pattern_table(found: Validation) -> str:
    """The patterns, pass or fail, and in how many seeds they pass."""
    verdict = {True: "pass", False: "**fail**", None: "not scored"}
    rows = [
        [
            p.name,
            p.fact,
            p.model,
            p.tolerance,
            verdict[p.passed],
            f"{found.passes.get(p.name, 0)} of {len(PATTERN_SEEDS)}",
            "" if p.passed and POWER not in p.note else p.note,
        ]
        for p in found.patterns
    ]
    return table(["pattern", "fact", "model", "passes if", "verdict", "passes in seeds", "note"], rows)


def retraced(found: Validation) -> str:
    """Model beside fact: hash rate and hashprice in every June and December,
    the others in the months that have a fact.
    """
    rows, target = found.run.rows(), found.target
    known: dict[str, dict[dt.date, float]] = {
        "network_hash_eh_s": dict(zip(target.months, target.hash_eh_s, strict=True)),
        "hashprice_usd_per_ph_day": dict(zip(target.months, target.hashprice, strict=True)),
        "fleet_j_per_th_network": {target.months[0]: 98.0, **dict(target.efficiency)},
        "us_share": dict(target.us_share),
        "listed_share": dict(target.listed_share),
        "list_price_usd_per_th": dict(best_tier(target)),
    }
    halves = {month for month in target.months if month.month in (6, 12)}
    dated = {day.replace(day=1) for column in RARE for day in known[column]}
    table_rows = []
    for k, month in enumerate(target.months):
        if month not in halves | dated:
            continue
        cells = [f"{month:%Y-%m}"]
        for column, (scale, digits) in QUANTITIES.items():
            fact = known[column].get(month)
            model = f"{scale * monthly(rows, column)[k]:,.{digits}f}"
            cells.append(model + (f" / {scale * fact:,.{digits}f}" if fact is not None else ""))
        table_rows.append(cells)
    header = [
        "network, EH/s",
        "hashprice, USD/PH/day",
        "network, J/TH",
        "US share, %",
        "listed share, %",
        "best rig, USD/TH",
    ]
    return table(["model / fact", *header], table_rows)


def fitted(summary: dict[str, Any]) -> str:
    """The fitted parameters and the recovery of known ones."""
    rows = [
        [
            f"`{name}`",
            f"{value:g}",
            *(f"{x:g}" for x in summary["bounds"][name]),
            "{:g} to {:g}".format(*summary["nearly_as_good"][name]),
        ]
        for name, value in summary["parameters"].items()
    ]
    text = table(["parameter", "fitted", "low", "high", "nearly as good"], rows)
    text += f"\n{summary['trials']} trials, loss {summary['loss']:.2f} "
    text += "(mean square of standardised errors; 1 would be as meant).\n"
    if summary["recovery"]:
        rows = [
            [
                f"`{r['parameter']}`",
                f"{r['true']:g}",
                f"{r['found']:g}",
                f"{r['low']:g} to {r['high']:g}",
                "yes" if r["low"] <= r["true"] <= r["high"] else "no",
                f"{100 * r['off']:.0f} %",
            ]
            for r in summary["recovery"]["rows"]
        ]
        text += "\nFrom facts that the model made itself, with known parameters and another seed, "
        text += f"{summary['recovery']['trials']} trials find:\n\n"
        header = ["parameter", "true", "found", "nearly as good", "holds the truth", "off, of the bounds' width"]
        text += table(header, rows)
    return text


def limits(panels: list[theory.Panel]) -> str:
    """Each limit with its largest difference."""
    rows = [[p.name, p.reference, p.y, f"{p.worst:.2g}", f"{max(map(abs, p.theory)):.3g}"] for p in panels]
    return table(["limit", "reference", "compared", "largest difference", "largest value"], rows)


def shaken_text(shaken: dict[str, Any]) -> str:
    """Morris, Sobol, luck."""
    text = f"Morris: {shaken['varied']} uncertainties, each a quarter up and down, "
    text += f"{shaken['trajectories']} trajectories.\n\n"
    for outcome in sensitivity.OUTCOMES:
        top = [r for r in shaken["morris"] if r["outcome"] == outcome][:8]
        rows = [[f"`{r['parameter']}`", f"{r['mu_star']:.3f}", f"{r['sigma']:.3f}"] for r in top]
        text += f"**{outcome}**\n\n" + table(["parameter", "mu*", "sigma"], rows) + "\n"
    few = ", ".join(f"`{name}`" for name in few_that_matter(shaken["morris"]))
    text += f"Sobol over {few} ({shaken['sobol_size']} base points; the last column says how far from converged):\n\n"
    rows = [
        [r["outcome"], f"`{r['parameter']}`", f"{r['first']:.2f}", f"{r['total']:.2f}", f"+-{r['error']:.2f}"]
        for r in shaken["sobol"]
    ]
    text += table(["outcome", "parameter", "first", "total", "95 % of total"], rows) + "\n"
    rows = [[r["outcome"], f"{100 * r['luck']:.0f} %"] for r in shaken["luck"]]
    return (
        text
        + "The share of variance that is luck (seeds), the rest being the parameters':\n\n"
        + table(["outcome", "luck"], rows)
    )


def events_text(found: Validation) -> str:
    """Failures and deals by year, model beside the names that history has."""
    rows, counted = [], plots.yearly_events(found)
    for year, (failures, deals, known_failures, known_deals) in counted.items():
        rows.append([str(year), str(failures), known_failures, str(deals), known_deals])
    note = (
        "History knows names, not counts: small miners that closed were not listed by anybody, so the "
        "model's failures, "
        "most of them small, cannot be held against it year by year.\n"
    )
    return (
        table(["year", "failures, model", "named in history", "deals, model", "named in history"], rows) + "\n" + note
    )
