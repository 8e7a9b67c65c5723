"""Makes what the pages show of results: `python docs/make_picture.py [--seed N]`.

The README's picture and table come from one run of the default scenario, the table of odd.md from forty. Run it again
whenever the baseline moves.
"""

import io
import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from rich.console import Console

from consolidation import Run, Scenario, run
from consolidation.faces.cli.report import WIDTH, by_year, cause_tables, year_tables

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
ODD = ROOT / "docs" / "odd.md"
PICTURE = ROOT / "docs" / "images" / "run.png"
SEEDS = 40

# Okabe and Ito's colours, told apart by colour-blind readers, dark next to light.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PINK = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
SHOWN = 6  # firms with a band of their own


def shares(ax: Axes, result: Run) -> None:
    """Who runs American hash rate: the largest firms, the other majors, the small ones, stacked."""
    panel = result.panel
    us = panel.pivot(index="date", columns="firm", values="us_hash_eh_s").astype(float).fillna(0.0)
    largest = us.mean().nlargest(SHOWN).index
    majors = set(panel.loc[panel["class"] == "major", "firm"].astype(str)) - set(largest)
    bands = {str(name): us[name] for name in largest}
    bands["other majors"] = us[[name for name in us.columns if name in majors]].sum(axis=1)
    bands["small miners"] = us[[n for n in us.columns if n not in majors and n not in largest]].sum(axis=1)
    stacked = pd.DataFrame(bands)
    stacked = 100.0 * stacked.div(stacked.sum(axis=1), axis=0)
    colours = [BLUE, ORANGE, GREEN, PINK, SKY, YELLOW, "#999999", "#DDDDDD"]
    ax.stackplot(stacked.index, stacked.T.to_numpy(), colors=colours, edgecolor="white", linewidth=0.4)
    # Names at the right edge, beside their bands.
    edge = 0.0
    for name, value in stacked.iloc[-8:].mean().items():
        if value >= 1.5:
            at = (stacked.index[-1], edge + value / 2)
            ax.annotate(str(name), at, xytext=(5, 0), textcoords="offset points", va="center", fontsize=8.5)
        edge += value
    ax.set_ylim(0, 100)
    ax.set_title("Whose American hash rate, %")


def exits(ax: Axes, result: Run) -> None:
    """The share of week one's firms that have left, by size."""
    s = result.series
    first = s.iloc[0]
    for size, colour, style in (("small", RED, "-"), ("major", BLUE, "--")):
        firms = first[f"{size}_alive"] + first[f"exits_{size}"]
        ax.step(s["date"], 100.0 * s[f"exits_{size}"] / firms, color=colour, linestyle=style, where="post", linewidth=2)
        label = f"{'small' if size == 'small' else 'majors'} ({s[f'exits_{size}'].iloc[-1]:.0f} of {firms:.0f})"
        at = (s["date"].iloc[-1], 100.0 * s[f"exits_{size}"].iloc[-1] / firms)
        ax.annotate(label, at, xytext=(5, 0), textcoords="offset points", va="center", color=colour, fontsize=8.5)
    ax.set_ylim(bottom=0)
    ax.set_title("Firms of week one that have left, %")


def network(ax: Axes, result: Run) -> None:
    """Hash rate of the network, and hashprice on a second axis."""
    s = result.series
    ax.plot(s["date"], s["network_hash_eh_s"], color=BLUE, linewidth=2)
    ax.set_ylabel("network, EH/s", color=BLUE)
    ax.set_ylim(bottom=0)
    other = ax.twinx()
    other.plot(s["date"], s["hashprice_usd_per_ph_day"], color=RED, linewidth=1.6, linestyle="--")
    other.set_ylabel("hashprice, USD/PH/day (dashed)", color=RED)
    other.set_ylim(bottom=0)
    other.spines["top"].set_visible(False)
    for _, event in result.events[result.events["kind"] == "halving"].iterrows():
        ax.axvline(event["date"], color="#777777", linewidth=0.8, linestyle=":")
        ax.annotate("halving ", (event["date"], 0.02), xycoords=("data", "axes fraction"), ha="right", fontsize=8.5)
    ax.set_title("Hash rate and hashprice")


def megawatts(ax: Axes, result: Run) -> None:
    """American megawatts: drawn by rigs, live for AI."""
    s = result.series
    for column, label, colour, style in (
        ("mining_mw_us", "mining", BLUE, "-"),
        ("ai_mw_us", "AI", ORANGE, "--"),
    ):
        ax.plot(s["date"], s[column] / 1000.0, color=colour, linestyle=style, linewidth=2)
        at = (s["date"].iloc[-1], s[column].iloc[-1] / 1000.0)
        ax.annotate(label, at, xytext=(5, 0), textcoords="offset points", va="center", color=colour, fontsize=8.5)
    ax.set_ylim(bottom=0)
    ax.set_title("American sites of the model, GW: rigs drawing, AI live")


def draw(result: Run, path: Path) -> None:
    """The four panels."""
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10.5})
    plt.rcParams.update({"axes.titleweight": "bold", "axes.titlelocation": "left"})
    figure, axes = plt.subplots(2, 2, figsize=(11, 6.6))
    for ax, panel in zip(axes.flat, (shares, exits, network, megawatts), strict=True):
        panel(ax, result)
        ax.margins(x=0)
        for side in ("top",) if panel is network else ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.xaxis.set_major_locator(dates.YearLocator())
        ax.xaxis.set_major_formatter(dates.DateFormatter("%Y"))
    title = f"{result.scenario.name}, seed {result.seed}: one run, not a forecast"
    figure.suptitle(title, x=0.01, ha="left", fontsize=10)
    figure.tight_layout(w_pad=1.5)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120, metadata={"Software": None})


def table(result: Run) -> str:
    """What `consolidation run` prints first."""
    out = io.StringIO()
    console = Console(width=WIDTH, highlight=False, file=out, color_system=None)
    for part in (*year_tables(by_year(result)), *cause_tables(result)):
        console.print(part)
        console.print()
    lines = [line.rstrip() for line in out.getvalue().rstrip().splitlines()]
    return "\n".join(lines)


def over_seeds() -> str:
    """What the default scenario does over many seeds: the middle and the range of nine in ten."""
    scenario = Scenario.load("april-2025")
    found: list[dict[str, float]] = []
    for seed in range(1, SEEDS + 1):
        s = pd.DataFrame(run(scenario, seed, keep="series").series)
        first, last = s.iloc[0], s.iloc[-1]
        small = first["small_alive"] + first["exits_small"]
        major = first["major_alive"] + first["exits_major"]
        halving = s.index[s["subsidy_btc"] < s["subsidy_btc"].shift()]
        row = {
            "week one: network, EH/s": first["network_hash_eh_s"],
            "week one: hashprice, USD/PH/day": first["hashprice_usd_per_ph_day"],
            "week one: American share, %": 100 * first["us_share"],
            "week one: Bitmain's share of new rigs, %": 100 * first["share_bitmain"],
            "lowest network hash rate, EH/s": s["network_hash_eh_s"].min(),
            "highest network hash rate, EH/s": s["network_hash_eh_s"].max(),
            "end: bitcoin price, USD": last["btc_price_usd"],
            "end: hashprice, USD/PH/day": last["hashprice_usd_per_ph_day"],
            "end: American share, %": 100 * last["us_share"],
            "end: HHI of American hash rate": last["hhi_us"],
            "small firms of week one that left, %": 100 * last["exits_small"] / small,
            "of them liquidated, % of all small": 100 * last["liquidated_small"] / small,
            "majors of week one that left, %": 100 * last["exits_major"] / major,
            "of them liquidated, % of all majors": 100 * last["liquidated_major"] / major,
            "entries": last["entries"],
            "end: rigs drawing, MW": last["mining_mw_us"],
            "end: AI live, MW": last["ai_mw_us"],
        }
        if len(halving):
            week = halving[0]
            before, after = s.iloc[week - 1], s.iloc[min(week + 4, len(s) - 1)]
            row["halving: hashprice four weeks later, %"] = 100 * (
                after["hashprice_usd_per_ph_day"] / before["hashprice_usd_per_ph_day"] - 1
            )
            row["halving: hash rate four weeks later, %"] = 100 * (
                after["network_hash_eh_s"] / before["network_hash_eh_s"] - 1
            )
        found.append(row)
    frame = pd.DataFrame(found)
    lines = ["| | 5 % of seeds below | median | 5 % above |", "|---|---|---|---|"]
    for name in frame.columns:
        low, middle, high = frame[name].quantile([0.05, 0.5, 0.95])
        form = ",.0f" if abs(middle) >= 100 else ".3f" if abs(middle) < 1 and high < 1 else ".1f"
        lines.append(f"| {name} | {low:{form}} | {middle:{form}} | {high:{form}} |")
    return "\n".join(lines)


def put(page: Path, marker: str, text: str) -> None:
    """Write a text between a page's markers."""
    marked = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- end -->)", re.DOTALL)
    old = page.read_text(encoding="utf-8")
    page.write_text(marked.sub(lambda match: f"{match[1]}{text}\n{match[2]}", old), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Run the default scenario, draw it, and put the tables into their pages."""
    seed = int(arguments[arguments.index("--seed") + 1]) if "--seed" in arguments else 1
    result = run(Scenario.load("april-2025"), seed, keep="panel")
    draw(result, PICTURE)
    put(README, "run", f"```\n{table(result)}\n```")
    put(ODD, "seeds", over_seeds())
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
