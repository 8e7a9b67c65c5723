"""How fast the engine is: `python -m benchmarks engine [--quick] [--json FILE]`.

Speed of a run, cost by phase of the week and by mechanism, growth with weeks and with firms, cold and warm start,
memory. Runs are measured in CPU time of their one process, so a busy machine tells the same; starts are in time by the
clock. A machine's speed drifts all the same, so what is compared is measured in turn inside one process, and the ratio
is what to quote. A firm-week is one living firm in one week. `--quick` leaves out what has to compile: the cold start
and larger worlds.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from rich.console import Console
from rich.table import Table

from consolidation import Scenario, Simulation
from consolidation.catalog.capacities import N_FIRMS
from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.tables import WORLD

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = "april-2025"
LONG = 520
SIZES = ((250, N_FIRMS, 104), (2_500, 4_096, 52), (25_000, 32_768, 13))  # firms, capacity, weeks
SWITCHES = tuple(name for name, parameter in PARAMETERS.items() if parameter.type == "switch")

Results = dict[str, Any]


def live(scenario: Scenario, seed: int, weeks: int) -> tuple[float, float, float]:
    """Run to the end, keeping the series; CPU seconds to open, CPU seconds to live, firm-weeks lived."""
    start = process_time()
    simulation = Simulation(scenario, seed, weeks, "series")
    opened = process_time()
    while not simulation.finished:
        simulation.step()
    ended = process_time()
    rows = simulation.recorder.series()
    return opened - start, ended - opened, float((rows["small_alive"] + rows["major_alive"]).sum())


def speed(runs: int) -> Results:
    """The default scenario over ten years, one core."""
    scenario = Scenario.load(SCENARIO)
    live(scenario, 1, 4)
    done = [live(scenario, seed, LONG) for seed in range(1, runs + 1)]
    seconds = [opening + living for opening, living, _ in done]
    return {
        "weeks": LONG,
        "runs": runs,
        "firms at the start": len(scenario.firms) + scenario.miners.anonymous,
        "runs a CPU second, median": 1.0 / median(seconds),
        "runs a CPU second, best": 1.0 / min(seconds),
        "CPU microseconds a firm-week": 1e6 * sum(s for _, s, _ in done) / sum(n for *_, n in done),
        "CPU milliseconds to open a world": 1e3 * median(s for s, *_ in done),
    }


def phases(runs: int) -> Results:
    """Microseconds a week in each phase, the dearest first: the clock's shares of the CPU time."""
    spent: dict[str, float] = {}
    used = 0.0
    for seed in range(1, runs + 1):
        simulation = Simulation(SCENARIO, seed)
        simulation.spent = spent
        start = process_time()
        while not simulation.finished:
            simulation.step()
        used += process_time() - start
    whole = sum(spent.values())
    a_week = 1e6 * used / (runs * simulation.weeks)
    return {
        name: {"us a week": a_week * seconds / whole, "% of it": 100.0 * seconds / whole}
        for name, seconds in sorted(spent.items(), key=lambda item: -item[1])
    }


def mechanisms(runs: int) -> Results:
    """Each mechanism switched off, in turn with the default on the same seeds: time with it over time without it."""
    base = Scenario.load(SCENARIO)
    found = {}
    for name in SWITCHES:
        without = base.with_overrides({name: False})
        pairs = []
        for seed in range(1, runs + 1):
            _, on, firms_on = live(base, seed, base.weeks)
            _, off, firms_off = live(without, seed, base.weeks)
            pairs.append((on / off, (on / firms_on) / (off / firms_off)))
        found[name] = {"a run": median(a for a, _ in pairs), "a firm-week": median(b for _, b in pairs)}
    return dict(sorted(found.items(), key=lambda item: -item[1]["a run"]))


def growth_with_weeks(runs: int) -> Results:
    """Milliseconds a run of so many weeks, measured in turn."""
    scenario = Scenario.load(SCENARIO)
    lengths = (52, 196, LONG)
    seconds: dict[int, list[float]] = {weeks: [] for weeks in lengths}
    for seed in range(1, runs + 1):
        for weeks in lengths:
            seconds[weeks].append(live(scenario, seed, weeks)[1])
    return {str(n): {"ms a run": 1e3 * median(s), "us a week": 1e6 * median(s) / n} for n, s in seconds.items()}


def with_firms(firms: int) -> Scenario:
    """The default scenario with more anonymous miners of the same mean size, in a network as much larger.

    Price and difficulty grow with the network, so that hashprice stays.
    """
    base = Scenario.load(SCENARIO)
    anonymous = firms - len(base.firms)
    hash_rate = base.miners.anonymous_eh_s * anonymous / base.miners.anonymous
    network = base.bitcoin.opening_network_eh_s + hash_rate - base.miners.anonymous_eh_s
    larger = network / base.bitcoin.opening_network_eh_s
    return base.with_overrides(
        {
            "miners.anonymous": anonymous,
            "miners.anonymous_eh_s": hash_rate,
            "bitcoin.opening_network_eh_s": network,
            "bitcoin.opening_difficulty": base.bitcoin.opening_difficulty * larger,
            "bitcoin.opening_price_usd": base.bitcoin.opening_price_usd * larger,
        }
    )


def child(firms: int, weeks: int) -> None:
    """In a process of its own: one world of so many firms; prints what it cost."""
    scenario = with_firms(firms)
    live(scenario, 1, 1)
    opening, living, firm_weeks = live(scenario, 2, weeks)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    result = {
        "weeks": weeks,
        "ms a week": 1e3 * living / weeks,
        "us a firm-week": 1e6 * living / firm_weeks,
        "ms to open": 1e3 * opening,
        "world MB": WORLD.itemsize / 1e6,
        "peak MB": peak / 1e6,
    }
    print(json.dumps(result))


def in_process(arguments: list[str], environment: dict[str, str] | None = None) -> tuple[float, str]:
    """Run this Python on something else; seconds it took and what it printed."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": path} | (environment or {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return perf_counter() - start, done.stdout


def growth_with_firms(sizes: tuple[tuple[int, int, int], ...]) -> Results:
    """Worlds of more firms, each in a process whose tables have room for them (and compiled for it first)."""
    found = {}
    for firms, capacity, weeks in sizes:
        room = {"CONSOLIDATION_FIRMS": str(capacity)} if capacity != N_FIRMS else {}
        in_process(["-m", "consolidation.warm_up"], room)
        _, said = in_process(["-m", "benchmarks.engine", "--child", str(firms), str(weeks)], room)
        found[f"{firms:,}"] = json.loads(said.splitlines()[-1])
    return found


def starts(cold: bool) -> Results:
    """Seconds until `consolidation run --weeks 1` has ended: with an empty cache (all cores compile), and after
    that.
    """
    command = ["-m", "consolidation", "run", "--weeks", "1", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = {"CONSOLIDATION_CACHE": folder} if cold else {}
        found = {"cold start, s": in_process(command, elsewhere)[0]} if cold else {}
        if not cold:
            in_process(command)
        found["warm start, s"] = min(in_process(command, elsewhere)[0] for _ in range(3))
        found["`consolidation --version`, s"] = min(
            in_process(["-m", "consolidation", "--version"], elsewhere)[0] for _ in range(3)
        )
        if cold:
            size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
            found["compiled code, MB"] = size / 1e6
    return found


def show(title: str, results: Results, console: Console, first: str = "", value: str = "") -> None:
    """One section as a table; a result may be a number or a row of them."""
    nested = [row for row in results.values() if isinstance(row, dict)]
    heads = list(nested[0]) if nested else [value]
    table = Table(title=title, title_justify="left", box=None)
    table.add_column(first, no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right")
    for name, row in results.items():
        table.add_row(name, *(number(row[head]) for head in heads) if isinstance(row, dict) else (number(row),))
    console.print(table, "")


def number(value: Any) -> str:
    """Three digits that matter."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def main(arguments: list[str]) -> int:
    """Measure, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(prog="benchmarks engine", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute: nothing that has to compile")
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    parser.add_argument("--child", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        child(*chosen.child)
        return 0
    console = Console(highlight=False, width=100)
    in_process(["-m", "consolidation.warm_up"])
    few = 3 if chosen.quick else 7
    processor = platform.processor() or platform.machine()
    machine = f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"
    console.print(f"{machine}\n")
    results: dict[str, Results] = {}
    for title, measure, first, value in (
        ("The default scenario, one core", lambda: speed(3 * few), "", ""),
        ("Phases of a week", lambda: phases(few), "phase", ""),
        ("Mechanisms: time with it over time without it", lambda: mechanisms(few), "switch", ""),
        ("Growth with weeks", lambda: growth_with_weeks(few), "weeks", ""),
        ("Growth with firms", lambda: growth_with_firms(SIZES[:1] if chosen.quick else SIZES), "firms", ""),
        ("Starting", lambda: starts(not chosen.quick), "", ""),
    ):
        results[title] = measure()
        show(title, results[title], console, first, value)
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": machine, **results}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
