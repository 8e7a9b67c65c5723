"""Whether the tests would notice a wrong rule: rules are changed one by one (cosmic-ray), and unit tests have to fail.

    make mutants                      three samples of 200 mutants
    make mutants ARGS="--seed 7 --sample 50 --under markets"

A sample is drawn by its seed, from each file of `industry/` in proportion to its statements. Each mutant lives in a
process of its own, uncompiled, with the unit tests (marked `interpreted`) that run its line; tests of wording, of
sources and of digests do not count. Mutants that change nothing are named, with the reason, in
`equivalent_mutants.toml`.
"""

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
INDUSTRY = ROOT / "consolidation" / "industry"
EQUIVALENT = Path(__file__).parent / "equivalent_mutants.toml"
LEFT_OUT = ("RemoveDecorator", "ExceptionReplacer", "VariableInserter", "VariableReplacer")
BITS = ("BitAnd", "BitOr", "BitXor", "LShift", "RShift", "Invert", "Pow", "Is", "IsNot")
"""Variants that any test would notice, or that mean the same: they would only flatter the score."""
PRELOADED = ["numpy", "pandas", "pyarrow", "numba", "pytest", "hypothesis", "networkx"]
LIMIT_SECONDS = 60
ONLY_ROW = re.compile(r"world\.(?!firms|sites|orders|vendors|models|regions|accounts|scratch|bids)\w+\[$")


@dataclass(frozen=True)
class Mutant:
    """A file of rules with one place changed."""

    path: Path
    line: int
    was: str
    now: str
    code: str

    @property
    def name(self) -> str:
        """As it is told, and as the list of equivalent ones names it."""
        return f"{self.path.relative_to(INDUSTRY)}: {self.was}  ->  {self.now}"


def operators() -> list[object]:
    """The kinds of change that count."""
    from cosmic_ray.plugins import get_operator, operator_names

    kept = []
    for name in sorted(operator_names()):
        parts = name.removeprefix("core/").split("_")
        if parts[0] not in LEFT_OUT and not set(parts[1:]) & set(BITS):
            kept.append(get_operator(name)())
    return kept


def statements(path: Path) -> int:
    """How many statements a file has."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def places_of(path: Path) -> list[list[tuple[object, int]]]:
    """Where a file can be changed: for each place the operators that change it, and which of its occurrences that is.

    The number of a table's only row is no place: minus one means the same row.
    """
    from cosmic_ray.ast import ast_nodes, get_ast

    source = path.read_text(encoding="utf-8")
    lines, ruled = source.splitlines(), lines_of_rules(source)
    nodes = list(ast_nodes(get_ast(source)))
    places: dict[tuple[tuple[int, int], str], list[tuple[object, int]]] = defaultdict(list)
    for operator in operators():
        positions = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        kind = type(operator).__name__.removeprefix("Replace").split("_")[0]
        for occurrence, (row, column) in enumerate(positions):
            only_row = kind == "NumberReplacer" and ONLY_ROW.search(lines[row - 1][:column])
            if row in ruled and not (only_row and lines[row - 1][column:].startswith("0]")):
                places[(row, column), kind].append((operator, occurrence))
    return [places[key] for key in sorted(places)]


def changed(path: Path, operator: object, occurrence: int) -> Mutant | None:
    """A mutant; None if the change is no change."""
    from cosmic_ray.mutating import mutate_code

    source = path.read_text(encoding="utf-8")
    code = mutate_code(source, operator, occurrence) or source
    for at, (was, now) in enumerate(zip(source.splitlines(), code.splitlines(), strict=False)):
        if was != now:
            return Mutant(path, at + 1, was.strip(), now.strip(), code)
    return None


def lines_of_rules(source: str) -> set[int]:
    """The lines inside functions, without docstrings and annotations."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body[1:] if ast.get_docstring(node) else node.body:
                found.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return found


def drawn(seed: int, size: int, under: str) -> list[Mutant]:
    """A sample: files in proportion to their statements, places and variants evenly."""
    luck = random.Random(seed)
    files = [path for path in sorted(INDUSTRY.rglob("*.py")) if under in str(path.relative_to(INDUSTRY))]
    files = [path for path in files if "@rule" in path.read_text(encoding="utf-8")]
    picks = Counter(luck.choices(files, [statements(path) for path in files], k=size))
    sample = []
    for path in sorted(picks):
        places = places_of(path)
        found = [changed(path, *luck.choice(place)) for place in luck.sample(places, min(picks[path], len(places)))]
        sample += [one for one in found if one is not None]
    return sample


def covered() -> dict[str, dict[int, list[str]]]:
    """For each file of rules and each line, the tests that run it, the quickest first."""
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder) / "coverage", Path(folder) / "report.json"
        settings = Path(folder) / "rc"
        settings.write_text(f"[run]\ndata_file = {data}\nsource = {INDUSTRY}\n[json]\nshow_contexts = true\n")
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "tests", "-q", "-m", "interpreted", "-p", "no:cacheprovider"]
            + ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=", "--durations=0", "-vv"],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            sys.exit(f"the tests fail without any mutant:\n{ran.stdout[-2000:]}")
        subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", f"--rcfile={settings}", "-o", str(report)],
            cwd=ROOT,
            check=True,
        )
        files = json.loads(report.read_text())["files"]
    seconds = durations(ran.stdout)
    found: dict[str, dict[int, list[str]]] = {}
    for name, facts in files.items():
        lines = found[str((ROOT / name).resolve())] = {}
        for line, contexts in facts["contexts"].items():
            tests = {context.partition("|")[0] for context in contexts} - {""}
            lines[int(line)] = sorted(tests, key=lambda test: (seconds.get(test, 0.0), test))
    return found


def durations(output: str) -> dict[str, float]:
    """How long each test took, out of pytest's own report."""
    found: dict[str, float] = {}
    for line in output.splitlines():
        parts = line.split(maxsplit=2)
        if len(parts) == 3 and parts[1] == "call" and parts[0].endswith("s"):
            found[parts[2]] = float(parts[0][:-1])
    return found


def environment() -> dict[str, str]:
    """Uncompiled, and the same examples every time."""
    return os.environ | {"NUMBA_DISABLE_JIT": "1", "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class Mutated(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Imports one module from another text; where it says it is stays its file."""

    def __init__(self, module: str, path: Path, code: str) -> None:
        super().__init__(module, str(path))
        self.code = code

    def find_spec(self, name, path=None, target=None):
        """The spec of that one module."""
        return importlib.util.spec_from_loader(name, self, origin=self.path) if name == self.name else None

    def get_code(self, fullname):
        """The changed text, compiled."""
        return compile(self.code, self.path, "exec", dont_inherit=True)


def live(module: str, path: Path, code: str, tests: list[str]) -> None:
    """Run tests against a mutant; the process's status is pytest's."""
    import pytest
    from hypothesis import Phase, settings

    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.meta_path.insert(0, Mutated(module, path, code))
    settings.register_profile(
        "mutants", deadline=None, max_examples=30, derandomize=True, phases=(Phase.explicit, Phase.generate)
    )
    plain = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--hypothesis-profile=mutants"]
    status = pytest.main([*plain, *tests])
    os._exit(int(status))


def outcome(mutant: Mutant, tests: list[str], context: multiprocessing.context.ForkServerContext) -> str:
    """caught, survived, or timeout."""
    if not tests:
        return "survived"
    module = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    process = context.Process(target=live, args=(module, mutant.path, mutant.code, tests))
    process.start()
    process.join(LIMIT_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        return "timeout"
    return "survived" if process.exitcode == 0 else "caught"


def equivalent() -> dict[str, str]:
    """The mutants that change nothing, each with its reason."""
    return tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"] if EQUIVALENT.exists() else {}


def main() -> int:
    """Draw, live and count; status 1 below 90 % caught, equivalent ones apart, or below 80 % in all."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, action="append", help="of a sample (default: 1, 2 and 3)")
    asked.add_argument("--sample", type=int, default=200, help="mutants in a sample")
    asked.add_argument("--under", default="", help="only files whose path contains this")
    asked.add_argument("--jobs", type=int, default=2)
    given = asked.parse_args()
    started = time.monotonic()
    tests = covered()
    os.environ.update(environment())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    known, missed = equivalent(), False
    for seed in given.seed or (1, 2, 3):
        sample = drawn(seed, given.sample, given.under)
        with ThreadPoolExecutor(given.jobs) as pool:
            ends = list(pool.map(lambda one: outcome(one, tests[str(one.path)].get(one.line, []), context), sample))
        same = {one.name for one, end in zip(sample, ends, strict=True) if end == "survived" and one.name in known}
        for one, end in zip(sample, ends, strict=True):
            if end == "survived" and one.name not in same:
                print(f"  {one.path.relative_to(ROOT)}:{one.line}\n    {one.was}\n    {one.now}")
        caught, lived = ends.count("caught"), ends.count("survived")
        raw, score = caught / (caught + lived), caught / max(caught + lived - len(same), 1)
        missed |= raw < 0.8 or score < 0.9 or len(same) > 0.05 * len(sample)
        print(
            f"seed {seed}: {len(sample)} mutants, {caught} caught, {lived} survived ({len(same)} of them equivalent), "
            f"{ends.count('timeout')} timeouts: {score:.0%} caught, {raw:.0%} raw, "
            f"{time.monotonic() - started:.0f} s so far",
            flush=True,
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
