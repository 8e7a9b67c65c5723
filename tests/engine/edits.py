"""Two hundred random edits of a package of rules: after each, what is cached is what a fresh compile makes.

`python -m tests.engine.edits FOLDER` prints how often the cache was hit, and how many different rules there were.
"""

import importlib
import os
import random
import sys
from pathlib import Path

RULES = {
    "rate": ("3", "4", "0.5", "True"),
    "sign": ("+", "-", "*"),
    "pair": ("(1, 2)", "(2, 1)", "(1.0, 2)"),
    "low": ("pick(x)", "pick(x) + 1", "x"),
    "picked": ("CODES[0]", "CODES[1]", "RATE"),
    "default": ("1", "2"),
}
WORDS = {
    "why": ("", "# because", "# for once"),
    "told": ("", "'What it does.'", "'Another word.'"),
    "typed": ("x", "x: int", "x: float"),
    "above": ("", "\n\n", "UNUSED = 7\n"),
}
FILES = {
    "values": """
{above}RATE = {rate}
CODES = {pair}
""",
    "below": """
from consolidation.engine.rule import rule
from values import CODES, RATE

@rule
def pick({typed}):
    {told}
    return {picked} + x
""",
    "middle": """
from consolidation.engine.rule import rule
import below

pick = below.pick

@rule
def add(x, y={default}):
    {why}
    return {low} {sign} y
""",
    "top": """
from consolidation.engine.rule import rule
from middle import add
{above}
@rule
def top(x):
    return add(x) + 100
""",
}


def answer(home: Path, state: dict[str, str], cache: Path) -> tuple[float, int]:
    """What the rules answer as they are written now, and whether that came from the cache."""
    os.environ["CONSOLIDATION_CACHE"] = str(cache)
    for name, text in FILES.items():
        (home / f"{name}.py").write_text(text.format(**state))
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    top = importlib.import_module("top").top
    return top(5), sum(top.stats.cache_hits.values())


def main(home: Path, edits: int = 200) -> None:
    """Edit at random and compare."""
    sys.path.insert(0, str(home))
    sys.dont_write_bytecode = True
    chance = random.Random(7)
    state = {name: forms[0] for name, forms in (RULES | WORDS).items()}
    seen = set()
    found = 0
    for step in range(edits):
        name = chance.choice([*RULES, *WORDS])
        state[name] = chance.choice((RULES | WORDS)[name])
        kept, hits = answer(home, state, home / "cache")
        rules = tuple(state[name] for name in RULES)
        assert hits or rules not in seen, (step, name, state)
        seen.add(rules)
        found += hits
        assert answer(home, state, home / f"fresh-{step}") == (kept, 0), (step, name, state)
    print(found, len(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
