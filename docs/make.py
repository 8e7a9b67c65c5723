"""Writes the generated parts of the documentation: `make docs`, or `python docs/make.py [--check]`.

Whatever the code can say about itself is not typed twice. A page holds markers, `<!-- made: NAME -->` ... `<!-- end
-->`, and the text between them comes from here: the week from `week.schedule()`, parameters from the schema, columns
from `tables.describe`, scenarios, events and causes from their lists. `--check` changes nothing and fails if a page is
stale.
"""

import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from consolidation.catalog import codes, tables
from consolidation.catalog.causes import CAUSES
from consolidation.catalog.check import PARAMETERS, Parameter
from consolidation.catalog.events import EVENTS
from consolidation.catalog.fixed import FIXED
from consolidation.catalog.kept import EVENT_COLUMNS, PANEL_COLUMNS
from consolidation.catalog.parameters import GROUPS
from consolidation.catalog.payments import PAYMENTS
from consolidation.catalog.series import SERIES_COLUMNS
from consolidation.engine.columns import Column
from consolidation.faces.cli.scenarios import written
from consolidation.industry import week
from consolidation.industry.reading import touched
from consolidation.scenario.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/odd.md", "docs/parameters.md", "docs/tables.md", "docs/how-to/read-the-result.md")
MARKED = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

ONE_ROW = {
    "clock": "the run: seed, week, length",
    "rows": "how many rows of each table are in use, and where the free ones begin",
    "fault": "the first breach of the books, if there is one",
    "params": "the scenario's parameters",
    "fixed": "what rules assume and no scenario changes",
    "bitcoin": "the chain and the price",
    "trade": "duties in force, announced and uncertain, by origin; the ban",
    "rest": "the network outside the model's firms",
    "books": "running totals that the identities are checked against",
    "now": "the week's row of the series",
    "firms": "a miner, small or major",
    "sites": "one firm's megawatts in one region, with the machines in them",
    "models": "a rig model, real or of a vendor's roadmap",
    "orders": "a purchase order for rigs",
    "vendors": "a rig maker",
    "regions": "a power region or country",
    "ai_buyers": "the AI companies' demand in one region",
    "bids": "a bid in this week's power auction",
    "candidates": "a potential entrant of this week",
    "duties": "a dated duty on one origin",
    "claims": "a dated customs claim of the scenario",
    "accounts": "somebody's money",
    "events": "something that happened this week",
    "paths": "a week of the given price path or of history",
}


def rows(header: str, lines: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    titles = [title.strip() for title in header.split("|")]
    out = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    out += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines]
    return "\n".join(out)


def schedule() -> str:
    """The phases of the week in order."""
    phases = zip(week.schedule(), week.WEEK, strict=True)
    lines = (
        (str(n), f"`{name}`", text, *(", ".join(tables) for tables in touched(phase)))
        for n, ((name, text), phase) in enumerate(phases, 1)
    )
    return rows("| phase | what happens | reads | writes", lines)


def scenarios() -> str:
    """The scenarios that ship."""
    loaded = [Scenario.load(name) for name in Scenario.names()]
    lines = ((f"`{s.name}`", f"`{s.base[0]}`" if s.base else "", str(s.weeks), s.question) for s in loaded)
    return rows("scenario | made from | weeks | asks", lines)


def guides() -> str:
    """The how-to pages by their titles."""
    found = (
        (page, page.read_text(encoding="utf-8").splitlines()[0]) for page in sorted((ROOT / "docs/how-to").glob("*.md"))
    )
    return "\n".join(f"- [{title.removeprefix('# ')}]({page.relative_to(ROOT).as_posix()})" for page, title in found)


def entities() -> str:
    """The world's tables: what a row is, how many there may be, how many columns it has."""
    lines = (
        (f"`{name}`", ONE_ROW[name], f"{count:,}", str(len(tables.describe(name))))
        for name, (_, count) in tables.TABLES.items()
    )
    return rows("table | one row is | rows | columns", lines)


def columns(of: list[Column]) -> str:
    """The columns of one table."""

    def typed(column: Column) -> str:
        kind = {"i8": "whole", "f8": "real"}[column.type]
        return kind + (" x " + " x ".join(map(str, column.shape)) if column.shape else "")

    def meaning(column: Column) -> str:
        return column.meaning + (f" (kept: made of {', '.join(column.of)})" if column.of else "")

    lines = ((f"`{c.name}`", typed(c), c.unit, bounds(c), meaning(c)) for c in of)
    return rows("column | type | unit | bounds | meaning", lines)


def bounds(column: Column) -> str:
    """What a column may be, in words; nothing where nothing is said."""
    low, high = column.bounds
    return f"{low:g} to {high:g}" if high < math.inf else f"from {low:g}" if low > -math.inf else ""


def all_tables() -> str:
    """Every table's columns, the parameters and the fixed numbers apart: they have a page of their own."""
    parts = []
    for name in tables.TABLES:
        if name not in ("params", "fixed"):
            parts.append(f"## {name}\n\nOne row is {ONE_ROW[name]}.\n\n{columns(tables.describe(name))}")
    return "\n\n".join(parts)


def parameters() -> str:
    """Every parameter by group, with the defaults of the schema."""

    def line(parameter: Parameter) -> tuple[str, ...]:
        name = parameter.name.rpartition(".")[2]
        if parameter.type == "choice":
            bounds = ", ".join(parameter.choices)
        elif parameter.low is None:
            bounds = parameter.allowed if parameter.type != "switch" else ""
        else:
            bounds = f"{parameter.low:g} to {parameter.high:g}"
        default = written(parameter.default) or "(empty)"
        return f"`{name}`", default, parameter.unit, bounds, parameter.role, parameter.help, parameter.source

    header = "name | default | unit | bounds | role | meaning | source"
    top = [p for p in PARAMETERS.values() if "." not in p.name]
    parts = [f"## The run\n\n{rows(header, map(line, top))}"]
    for group in GROUPS:
        some = [p for p in PARAMETERS.values() if p.name.startswith(f"{group}.")]
        parts.append(f"## {group}\n\n{rows(header, map(line, some))}")
    return "\n\n".join(parts)


def fixed_numbers() -> str:
    """Every fixed number."""
    header = "name | value | unit | meaning | source"
    return rows(header, ((f"`{n}`", f"{f.value:g}", f.unit, f.meaning, f.source) for n, f in FIXED.items()))


def series() -> str:
    """The columns of the series."""
    date = Column("date", "", "", "Monday on which the week begins")
    shares = Column("share_<vendor>", "", "share", "of new hash rate, trailing 26 weeks; one column a maker")
    at = Column("orders_at_<vendor>_eh_s", "", "EH/s", "of orders_eh_s, by maker; one column a maker")
    origins = Column("orders_from_<country>_eh_s", "", "EH/s", "of orders_eh_s, by country of the plant; one each")
    listed = [SERIES_COLUMNS[0], date, *SERIES_COLUMNS[1:], shares, at, origins]
    lines = ((f"`{c.name}`", c.unit, bounds(c), c.meaning) for c in listed)
    return rows("column | unit | bounds | meaning", lines)


def events() -> str:
    """Columns of the events, their kinds, causes."""
    columns = ", ".join(f"`{one.name}` ({one.meaning})" for one in EVENT_COLUMNS)
    kinds = rows(
        "kind | group | what is told | `usd` is",
        ((one.label, one.group, f"`{one.says}`", one.usd or "no amount") for one in EVENTS),
    )
    causes = ", ".join(filter(None, CAUSES))
    return f"Columns: {columns}.\n\n{kinds}\n\nCauses: {causes}."


def flows() -> str:
    """Sectors and kinds of payment."""
    kinds = rows("payment | who to whom, for what", iter(PAYMENTS.items()))
    return f"Sectors: {', '.join(codes.SECTOR_LABELS)}.\n\n{kinds}"


def panel() -> str:
    """The panel's columns."""
    lines = ((f"`{c.name}`", c.unit, c.meaning) for c in PANEL_COLUMNS)
    return rows("column | unit | meaning", lines)


MAKERS: dict[str, Callable[[], str]] = {
    "schedule": schedule,
    "scenarios": scenarios,
    "guides": guides,
    "entities": entities,
    "tables": all_tables,
    "parameters": parameters,
    "fixed-numbers": fixed_numbers,
    "series": series,
    "events": events,
    "flows": flows,
    "panel": panel,
}


def made(text: str) -> str:
    """A page with all its generated parts as the code has them now."""

    def fill(match: re.Match[str]) -> str:
        return f"{match[1]}{MAKERS[match[2]]()}\n{match[3]}"

    return MARKED.sub(fill, text)


def stale() -> dict[Path, str]:
    """The pages whose generated parts differ from the code, with what they should be."""
    found = {}
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        if (wanted := made(text)) != text:
            found[page] = wanted
    return found


def main(arguments: list[str]) -> int:
    """Bring the pages up to date, or with --check say which are not."""
    pages = stale()
    for page, text in pages.items():
        if "--check" not in arguments:
            page.write_text(text, encoding="utf-8")
        print(f"{page.relative_to(ROOT)}: {'stale' if '--check' in arguments else 'written'}")
    return int("--check" in arguments and bool(pages))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
