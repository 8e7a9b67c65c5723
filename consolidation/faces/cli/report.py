"""What `consolidation run` prints: the years, the largest firms then and now, the notable events. Fits 100 columns."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...catalog.events import EVENTS, KINDS, OF_A_FIRM
from ...catalog.home import told
from ...catalog.names import monday
from ...catalog.series import END, YEARLY

if TYPE_CHECKING:
    import pandas as pd

    from ...results.run import Run

WIDTH = 100
YEARS_A_TABLE = 7
EVENTS_SHOWN = 30


def by_year(run: "Run") -> list[dict[str, Any]]:
    """The table by year as data: each year's summary of each column of YEARLY, and the weeks it covers."""
    series = run.series
    year = series["date"].dt.year
    found = []
    for value, rows in series.groupby(year):
        summary: dict[str, Any] = {"year": int(value), "weeks": len(rows)}
        for column, one in YEARLY.items():
            last = one.how == END
            picked = rows[column].iloc[-1] if last else getattr(rows[column], one.how)()
            summary[column] = float(picked)
        found.append(summary)
    return found


EXITS = tuple(one.label for one in EVENTS if one.leaves)


def exits_by_cause(run: "Run") -> list[dict[str, Any]]:
    """Firms that left American mining, entrants included: way, cause, and how many by year."""
    # A firm that pivots and is bought later has left once.
    gone = run.events[run.events["kind"].isin(EXITS)].drop_duplicates("firm")
    years = sorted({int(year) for year in run.series["date"].dt.year})
    found: dict[tuple[str, str], dict[int, int]] = {}
    for way, cause, year in zip(gone["kind"], gone["cause"], gone["date"].dt.year, strict=True):
        found.setdefault((way, cause), dict.fromkeys(years, 0))[int(year)] += 1
    ranked = sorted(found.items(), key=lambda item: (EXITS.index(item[0][0]), -sum(item[1].values())))
    return [{"way": way, "cause": cause, "by_year": counts} for (way, cause), counts in ranked]


def notable(run: "Run", most: int = EVENTS_SHOWN) -> "pd.DataFrame":
    """The events a reader would want told: policy and halvings, then firms by size; in order of time."""
    events = run.events
    named = {firm["firm"] for firm in run.facts["largest_then"]} | {firm["firm"] for firm in run.facts["largest_now"]}
    rank = events["kind"].map({one.label: one.rank for one in EVENTS}).astype("float64")
    rank = rank.where(rank != OF_A_FIRM, rank - events["firm"].isin(named).astype("float64"))
    candidates = events.assign(rank=rank, size=events["power_mw"] + events["hash_eh_s"] + events["usd"] / 1e6)
    candidates = candidates[candidates["rank"].notna()]
    # One line a thing: a liquidation follows from the default of the same week.
    candidates = candidates.drop_duplicates(["week", "kind", "firm", "other"])
    chosen = candidates.sort_values(["rank", "size"], ascending=[True, False], kind="stable").head(most)
    return chosen.sort_index().drop(columns=["rank", "size"])


def as_json(run: "Run") -> dict[str, Any]:
    """The report as one JSON object."""
    last = run.series.iloc[-1]
    final = {
        name: value.item() if hasattr(value, "item") else str(value) for name, value in last.items() if name != "date"
    }
    events = notable(run)
    return {
        "scenario": run.scenario.name,
        "seed": run.seed,
        "weeks": run.weeks,
        "id": run.id,
        "model_version": run.facts["model_version"],
        "start": str(monday(run.scenario.start)),
        "wall_seconds": run.facts["wall_seconds"],
        "years": by_year(run),
        "final": final,
        "exits_by_cause": exits_by_cause(run),
        "largest_then": run.facts["largest_then"],
        "largest_now": run.facts["largest_now"],
        "events": events.assign(date=events["date"].dt.strftime("%Y-%m-%d")).to_dict("records"),
    }


def show(run: "Run", console: Console) -> None:
    """Print the report."""
    start = monday(run.scenario.start)
    last = run.series["date"].iloc[-1]
    console.print(
        Text(f"{run.scenario.name}, seed {run.seed}: {run.weeks} weeks from {start} to the week of {last:%Y-%m-%d}"),
        style="bold",
    )
    for table in (*year_tables(by_year(run)), *cause_tables(run), largest_table(run), events_table(run)):
        console.print()
        console.print(table)


def year_tables(years: list[dict[str, Any]]) -> Iterator[Table]:
    """The years as columns, a few at a time."""
    for first in range(0, len(years), YEARS_A_TABLE):
        some = years[first : first + YEARS_A_TABLE]
        table = Table(
            title="By year: value at the year's end, mean (m) or sum (s) over it", title_justify="left", box=None
        )
        table.add_column("", no_wrap=True)
        for year in some:
            short = "" if year["weeks"] >= 52 else f" ({year['weeks']}w)"
            table.add_column(f"{year['year']}{short}", justify="right", no_wrap=True)
        for column, one in YEARLY.items():
            mark = "" if one.how == END else f" ({one.how[0]})"
            table.add_row(told(one.label) + mark, *(formatted(year[column], one.format) for year in some))
        yield table


def cause_tables(run: "Run") -> Iterator[Table]:
    """Exits by way and cause, the years as columns, a few at a time."""
    rows = exits_by_cause(run)
    years = list(rows[0]["by_year"]) if rows else []
    for first in range(0, len(years), YEARS_A_TABLE):
        some = years[first : first + YEARS_A_TABLE]
        table = Table(title="Exits by cause, entrants included", title_justify="left", box=None)
        table.add_column("", no_wrap=True)
        for year in some:
            table.add_column(str(year), justify="right", no_wrap=True)
        for row in rows:
            label = f"{row['way']}: {row['cause']}" if row["cause"] else row["way"]
            table.add_row(Text(label), *(str(row["by_year"][year]) for year in some))
        yield table


def formatted(value: float, form: str) -> str:
    """A number as the table prints it."""
    if form == "%":
        return f"{100.0 * value:.1f}"
    if form == "M":
        return f"{value / 1e6:,.1f}"
    return format(value, form)


def largest_table(run: "Run") -> Table:
    """The ten largest firms at the start and at the end, by hash rate."""
    table = Table(title="The ten largest firms by hash rate (EH/s, all countries)", title_justify="left", box=None)
    table.add_column("", justify="right")
    for when in ("at the start", "at the end"):
        table.add_column(when, no_wrap=True, max_width=28, overflow="ellipsis")
        table.add_column("EH/s", justify="right")
        table.add_column("AI MW", justify="right")
    then, now = run.facts["largest_then"], run.facts["largest_now"]
    for place in range(max(len(then), len(now))):
        cells = [str(place + 1)]
        for firms, column in ((then, "installed_eh_s"), (now, "hash_eh_s")):
            if place < len(firms):
                firm = firms[place]
                cells += [firm["firm"], f"{firm[column]:,.1f}", f"{firm['ai_mw']:,.0f}"]
            else:
                cells += ["", "", ""]
        table.add_row(*cells)
    return table


def events_table(run: "Run") -> Table:
    """The notable events, one line each."""
    events = notable(run)
    table = Table(title=f"Notable events ({len(events)} of {len(run.events):,})", title_justify="left", box=None)
    for name, width in (("week of", 10), ("what", 22), ("who", 24), ("with, why", 20), ("how much", 14)):
        table.add_column(name, no_wrap=True, max_width=width, overflow="ellipsis")
    rows: Any = events.itertuples()
    for event in rows:
        why = event.cause if event.firm else ""
        cells = (f"{event.date:%Y-%m-%d}", event.kind, event.firm, event.other or why, amount(event))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def amount(event: Any) -> str:
    """An event's size in the unit that tells most."""
    kind = KINDS[event.kind]
    if kind.size == "power_mw":
        return f"{event.power_mw:,.0f} MW"
    if kind.size == "hash_eh_s":
        return f"{event.hash_eh_s:,.1f} EH/s" if event.hash_eh_s else f"{event.power_mw:,.0f} MW"
    if kind.usd not in ("", "USD"):
        return f"{event.usd:,.2f} {kind.usd}"
    if event.usd:
        return f"{event.usd / 1e6:,.1f} M USD"
    return f"{event.hash_eh_s:,.1f} EH/s" if event.hash_eh_s else ""
