"""The pages tell the truth: generated parts are up to date, links resolve, commands exist, the worked example works."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from consolidation import Scenario
from consolidation.catalog.capacities import KEPT_FOR_OTHERS, N_FIRMS
from consolidation.catalog.check import PARAMETERS
from consolidation.catalog.version import VERSION
from consolidation.faces.cli.lazy import LATER

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
EXAMPLE = ROOT / "docs" / "how-to" / "change-a-rule.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]*")


def blocks(page, language):
    """The fenced blocks of a language in a page."""
    return [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def prose(page):
    """A page without its fenced blocks."""
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def ids(page):
    return str(page.relative_to(ROOT))


def test_generated_parts_are_up_to_date():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    assert [ids(page) for page in make.stale()] == [], "run `make docs`"
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in make.PAGES]
    assert {name for text in texts for _, name, _ in make.MARKED.findall(text)} == set(make.MAKERS)


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_relative_links_resolve(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} in {ids(page)}"
        if anchor:
            assert anchor in anchors(there), f"{target} in {ids(page)}"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_make_targets_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = "\n".join([*blocks(page, ""), *re.findall(r"`([^`\n]+)`", text)])
    for target in re.findall(r"^make ([a-z-]+)", code, re.MULTILINE):
        assert target in targets, f"make {target} in {ids(page)}"


def help_of(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "consolidation", *arguments, "--help"], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_commands_and_their_options_exist():
    said = {}
    for page in PAGES:
        code = [*blocks(page, ""), *re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))]
        for line in "\n".join(code).splitlines():
            found = re.match(r"(?:\S*/)?consolidation (?!/)([a-z-]+|--\w+)?(.*)", line.strip())
            if found and found[1]:
                said.setdefault(found[1], set()).update(OPTION.findall(found[2].partition("#")[0]))
    assert {"run", "scenarios", "schedule", "network", "warm-up"} <= set(said)
    top = help_of()
    for command, options in said.items():
        assert re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", top), command
        if not command.startswith("--") and command not in {name for name, _, _ in LATER}:
            text = help_of(command)
            for option in options:
                assert option in text, f"{command} {option}"


def test_every_switch_is_in_the_odd_page():
    page = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    switches = [name for name, parameter in PARAMETERS.items() if parameter.type in ("switch", "choice")]
    assert [name for name in switches if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_parameters_and_files_that_are_named_exist(page):
    text = prose(page)
    groups = {name.partition(".")[0] for name in PARAMETERS if "." in name}
    for name in re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", text):
        group, _, rest = name.partition(".")
        if group in groups and rest not in ("py", "toml", "csv"):
            # The switch that the worked example would add is the one name that is not there.
            assert name in PARAMETERS or (page == EXAMPLE and name == "miners.present_value"), f"{name} in {ids(page)}"
    rooms = "engine|catalog|scenario|industry|results|studies|faces"
    for name in re.findall(rf"`((?:consolidation|{rooms})/[\w/]+\.py)`", text):
        assert (ROOT / "consolidation" / name.removeprefix("consolidation/")).exists(), f"{name} in {ids(page)}"
    for name in re.findall(r"`(consolidation(?:\.\w+)+)`", text):
        module, _, last = name.rpartition(".")
        assert importlib.util.find_spec(name) or hasattr(importlib.import_module(module), last), (
            f"{name} in {ids(page)}"
        )


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_python_compiles_and_scenarios_load(page, tmp_path):
    for text in blocks(page, "python"):
        inside = text.startswith(" ")  # an excerpt of a function
        compile("def excerpt():\n" + text if inside else text, ids(page), "exec")
        for line in re.findall(r"^from consolidation[\w.]* import .+$", text, re.MULTILINE):
            exec(line, {})
    for text in blocks(page, "toml"):
        if "base" in tomllib.loads(text):
            (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
            assert Scenario.load(tmp_path / "mine.toml").differences()


def example(name):
    """The code of the worked example, from the page itself."""
    pattern = rf"<!-- example: {name} -->\n```python\n(.*?)```\n<!-- end -->"
    return re.search(pattern, EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.mark.slow
def test_the_worked_example_works(tmp_path):
    """The page's rule in a copy of the package: the page's test passes, and the week goes on with other orders."""
    copy = tmp_path / "consolidation"
    shutil.copytree(ROOT / "consolidation", copy, ignore=shutil.ignore_patterns("__pycache__", "web", "paths"))
    file = copy / "industry" / "agents" / "criterion.py"
    before = file.read_text(encoding="utf-8")
    old = re.compile(r"@rule\ndef acceptable_payback\(.*?(?=\n\n\n@rule|\Z)", re.DOTALL)
    assert len(old.findall(before)) == 1
    after = old.sub(lambda _: example("rule").rstrip(), before)
    imports = "\nfrom ...catalog.units import WEEKS_PER_YEAR\nfrom ...engine.arithmetic import exp, whole"
    after = after.replace("\nfrom ...engine.arithmetic import whole", imports, 1)
    (tmp_path / "test_example.py").write_text(example("test"), encoding="utf-8")
    live = (
        "from consolidation import Simulation\n"
        "s = Simulation('classroom', 1, 3, 'series')\n"
        "while not s.finished: s.step()\n"
        "print(float(s.recorder.series()['orders_eh_s'].sum()))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}

    def python(*arguments):
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    ordered = []
    for text in (before, after):
        file.write_text(text, encoding="utf-8")
        ordered.append(float(python("-c", live)))
    assert ordered[1] > ordered[0]
    assert "1 passed" in python("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py")


def test_benchmarks_know_their_names_and_sizes():
    sys.path.insert(0, str(ROOT))
    try:
        from benchmarks import engine
        from benchmarks.__main__ import NAMES, main
    finally:
        sys.path.pop(0)
    assert "engine" in NAMES and main(["nonesuch"]) == 2
    for firms, capacity, _ in engine.SIZES:
        assert firms - len(Scenario.load("april-2025").firms) <= capacity - KEPT_FOR_OTHERS
        if capacity == N_FIRMS:  # larger ones have a process of their own
            scenario = engine.with_firms(firms)
            assert len(scenario.firms) + scenario.miners.anonymous == firms
    assert "takeovers.mergers" in engine.SWITCHES


def test_the_version_is_the_same_wherever_it_stands():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert (package, cited[1]) == (VERSION, VERSION)
