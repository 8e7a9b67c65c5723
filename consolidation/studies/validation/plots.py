"""The pictures of the page of validation."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from ...catalog import palette
from ...catalog.events import CLOSED, EVENT_LABELS, LIQUIDATED
from ...results.files import MADE_BY, write
from ...scenario.facts import DATA
from ..limits.theory import Panel
from . import sensitivity
from .history import DEALS, FAILURE_KINDS, FIT_MONTHS, best_tier, monthly
from .validation import Validation

MODEL, FACT = palette.MODEL, palette.FACT


def canvas(rows: int, columns: int, width: float, height: float) -> Any:
    """A bare figure and its axes, drawn without a screen."""
    import matplotlib

    matplotlib.use("Agg")
    # The same picture from the same numbers: no dates, no random identifiers, letters as letters.
    matplotlib.rcParams.update({"svg.hashsalt": "consolidation", "svg.fonttype": "none", "font.size": 8})
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(rows, columns, figsize=(width, height))
    for ax in np.ravel(axes):
        ax.spines[["top", "right"]].set_visible(False)
    return fig, np.ravel(axes)


def save(fig: Any, path: Path) -> Path:
    """Write the figure and let it go."""
    import matplotlib.pyplot as plt

    fig.tight_layout()
    write(path, lambda file: fig.savefig(file, format="svg", metadata={"Date": None, "Creator": MADE_BY}))
    plt.close(fig)
    return path


def limits(path: Path, panels: list[Panel]) -> Path:
    """Engine against theory, a small picture for each limit."""
    fig, axes = canvas(4, 4, 10, 8.5)
    for ax, panel in zip(axes, panels, strict=False):
        ax.plot(panel.at, panel.theory, "-", color=FACT, lw=1.2, label="theory")
        ax.plot(panel.at, panel.engine, "o", color=MODEL, ms=4, label="engine")
        ax.set_title(panel.name)
        ax.set_xlabel(panel.x)
        ax.set_ylabel(panel.y)
    axes[0].legend(frameon=False)
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    return save(fig, path)


def history_panels(found: Validation) -> list[tuple[str, str, float, list[tuple[Any, float]], bool]]:
    """Title, column, scale, the facts (day, value) and whether the axis is logarithmic."""
    o = found.target
    return [
        ("network hash rate (EH/s)", "network_hash_eh_s", 1.0, list(zip(o.months, o.hash_eh_s, strict=True)), True),
        (
            "hashprice (USD/PH/day)",
            "hashprice_usd_per_ph_day",
            1.0,
            list(zip(o.months, o.hashprice, strict=True)),
            True,
        ),
        ("network J/TH", "fleet_j_per_th_network", 1.0, [(o.months[0], 98.0), *o.efficiency], False),
        ("US share (%)", "us_share", 100.0, [(d, 100 * v) for d, v in o.us_share], False),
        ("listed share (%)", "listed_share", 100.0, [(d, 100 * v) for d, v in o.listed_share], False),
        ("rig price, best tier (USD/TH)", "list_price_usd_per_th", 1.0, best_tier(o), True),
    ]


def history(path: Path, found: Validation) -> Path:
    """Six quantities, model and facts, with the ensemble's range; the test months are shaded, and around the hash rate
    stands the 90 % band that holds the model's own error."""
    fig, axes = canvas(2, 3, 11, 5.6)
    months = found.target.months
    for (_, own), b in found.bands.items():
        if own:
            first = 0 if b["months"] == FIT_MONTHS else FIT_MONTHS
            axes[0].fill_between(
                months[first : first + b["months"]], b["low"], b["high"], color=MODEL, alpha=0.15, lw=0
            )
    for ax, (title, column, scale, facts, log) in zip(axes, history_panels(found), strict=True):
        all_runs = scale * np.array([monthly(rows, column) for rows in found.ensemble])
        ax.fill_between(months, all_runs.min(0), all_runs.max(0), color=MODEL, alpha=0.2, lw=0)
        ax.plot(months, scale * monthly(found.run.rows(), column), color=MODEL, lw=1.3, label="model")
        style = "-" if len(facts) > 20 else "o"
        ax.plot([d for d, _ in facts], [v for _, v in facts], style, color=FACT, ms=4, lw=1.0, label="facts")
        ax.axvspan(months[FIT_MONTHS], months[-1], color="0.93", zorder=0)
        ax.set_title(title)
        if log:
            ax.set_yscale("log")
        ax.tick_params(axis="x", rotation=30)
    axes[0].legend(frameon=False)
    return save(fig, path)


def swing(row: dict[str, Any]) -> float:
    """How far a parameter alone takes a figure from its base."""
    return float(max(abs(row["low"] - row["base"]), abs(row["high"] - row["base"])))


def tornado(path: Path, shaken: dict[str, Any]) -> Path:
    """Each of the ten largest parameters alone, a quarter down and up, by outcome."""
    names = list(sensitivity.OUTCOMES)
    fig, axes = canvas(2, 2, 11, 7)
    for ax, outcome in zip(axes, names, strict=True):
        rows = [r for r in shaken["tornado"] if r["outcome"] == outcome]
        rows = sorted(rows, key=swing)[-10:]
        for k, row in enumerate(rows):
            ax.plot([row["low"], row["base"]], [k, k], color=FACT, lw=6, solid_capstyle="butt")
            ax.plot([row["base"], row["high"]], [k, k], color=MODEL, lw=6, solid_capstyle="butt")
        ax.set_yticks(range(len(rows)), [r["parameter"] for r in rows], fontsize=6)
        ax.set_title(outcome + "\n(red: a quarter less, blue: more)", fontsize=8)
    return save(fig, path)


def yearly_events(found: Validation) -> dict[int, tuple[int, int, str, str]]:
    """By year: failures and deals of the run, and the names that history has of either."""
    events = found.run.events
    with (DATA / "history.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    table = {}
    for year in range(2019, 2026):
        of_year = events[events["date"].dt.year == year]
        named: dict[str, list[str]] = {"failure": [], "deal": []}
        for row in known:
            if row["date"].startswith(str(year)):
                if row["kind"] in FAILURE_KINDS:
                    named["failure"].append(row["who"])
                elif row["kind"] == "acquisition":
                    named["deal"].append(row["who"])
        failures = int(of_year["kind"].isin([EVENT_LABELS[LIQUIDATED], EVENT_LABELS[CLOSED]]).sum())
        deals = int(of_year["kind"].isin(DEALS).sum())
        table[year] = (failures, deals, ", ".join(named["failure"]), ", ".join(named["deal"]))
    return table
