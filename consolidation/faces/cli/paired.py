"""Comparisons and attributions as tables to read."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from ...catalog.figures import figure
from ...studies.paired.account import Account, Attribution
from ...studies.paired.compare import Comparison
from .report import WIDTH


def tables(found: Attribution) -> Iterator[Any]:
    """The shares, the interactions, by size and by margin, and what each cause's off means."""
    head = f"{found.metric} of {found.scenario}: {found.used} seeds from {found.first_seed}, {found.weeks} weeks"
    yield _shares(found.main, head)
    if found.main.pairs:
        table = Table(title="Interactions: above zero, two causes do more together than apart")
        table.add_column("pair")
        table.add_column("index", justify="right")
        for (a, b), share in found.main.pairs.items():
            table.add_row(f"{a} x {b}", figure(share.value, share.error))
        yield table
    yield _side_by_side("By size: firms of week one that left", found.classes)
    margins = {" ".join(name): account for name, account in found.margins.items()}
    yield _side_by_side("By margin: running hash rate lost, EH/s at the end", margins)
    for name, words in found.causes.items():
        yield f"{name} off: {words}"
    yield f"The shares' sum differs from the total by {found.main.gap:.1g} at most in any seed."
    if found.failed:
        yield f"{found.failed} runs failed; their seeds are left out ({found.used} of {found.seeds} used)."


def _shares(account: Account, title: str) -> Table:
    table = Table(title=title)
    for name in ("cause", "Shapley share", "of the total", "alone", "added last"):
        table.add_column(name, justify="left" if name == "cause" else "right")
    table.add_row("all off", figure(account.off.value, account.off.error))
    for name, share in account.shares.items():
        part = f"{100 * share.value / account.total.value:.0f} %" if account.total.value else "–"
        one, rest = account.alone[name], account.last[name]
        shown = (figure(s.value, s.error) for s in (share, one, rest))
        own, single, final = shown
        table.add_row(name, own, part, single, final)
    table.add_row("all on", figure(account.on.value, account.on.error), end_section=True)
    table.add_row("on less off", figure(account.total.value, account.total.error), "100 %")
    return table


def _side_by_side(title: str, accounts: dict[str, Account]) -> Table:
    table = Table(title=title)
    table.add_column("cause")
    for name in accounts:
        table.add_column(name, justify="right")
    first = next(iter(accounts.values()))
    for cause in first.shares:
        table.add_row(cause, *(figure(a.shares[cause].value, a.shares[cause].error) for a in accounts.values()))
    table.add_row("total", *(figure(a.total.value, a.total.error) for a in accounts.values()))
    return table


def show_attribution(found: Attribution) -> None:
    """Print an attribution."""
    console = Console(width=WIDTH, highlight=False, markup=False)
    for part in tables(found):
        console.print(part)


def show_comparison(found: Comparison) -> None:
    """Print a comparison."""
    console = Console(width=WIDTH, highlight=False, markup=False)
    table = Table(title=f"{found.b} less {found.a}: {found.seeds} seeds from {found.first_seed}, {found.weeks} weeks")
    for name in ("metric", "A", "B", "B - A, paired", "unpaired", "same sign", "pairing"):
        table.add_column(name, justify="left" if name == "metric" else "right")
    for d in found.differences:
        gain = "exact" if d.error == 0 else f"{d.gain:,.1f} x"
        table.add_row(
            d.metric, figure(d.mean_a), figure(d.mean_b), figure(d.difference, d.error),
            f"± {figure(d.unpaired_error)}", f"{100 * d.same_sign:.0f} %", gain,
        )  # fmt: skip
    console.print(table)
    notes = "Errors are standard errors. Pairing: so many times more seeds an unpaired comparison would have taken."
    console.print(notes + (f" {found.failed} runs failed." if found.failed else ""), style="dim")
