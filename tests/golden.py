"""The golden baseline: what two runs came to, to the last bit, and a way to take the present for the new one.

`python -m tests.golden --refresh` rewrites `golden.json`; say in the changelog why the numbers moved. A mathematical
library of another machine may round a last bit otherwise, and paths part from there; so the baseline carries a
fingerprint of the library it was made with. Where that is the same, bits are compared; elsewhere the first eight weeks,
to a millionth.
"""

import argparse
import hashlib
import json
import math
import platform
import struct
from pathlib import Path
from typing import Any

from consolidation import Simulation
from consolidation.engine.rule import rule

FILE = Path(__file__).with_name("golden.json")
RUNS = {"april-2025": 60, "classroom": 156}
SEED = 1
FIRST_WEEKS = 8
TOLERANCE = 1e-6
PARTS = ("series", "events", "flows")


@rule
def probe(x):
    """Every function of the mathematical library that rules call, at one point."""
    return (
        math.exp(x) + math.log(x) + math.cos(x) + math.pow(x, 0.37) + math.erf(x),
        math.exp(-x) * math.sqrt(x) - math.pow(1.7, x) + math.log(1.0 + x),
    )


def fingerprint() -> str:
    """What the mathematical library answers at three thousand points, as a hash."""
    digest = hashlib.sha256()
    for k in range(1, 3_001):
        digest.update(struct.pack("<dd", *probe(k * 0.0037)))
    return digest.hexdigest()


def lived(name: str) -> Any:
    """A run's recorder."""
    simulation = Simulation(name, SEED, RUNS[name])
    while not simulation.finished:
        simulation.step()
    return simulation.recorder


def facts(name: str) -> dict[str, Any]:
    """What is kept of a run: hashes of its parts, its first weeks in full, and its years' ends for people to read."""
    recorder = lived(name)
    series = recorder.series()
    parts = {part: hashlib.sha256(getattr(recorder, part)().tobytes()).hexdigest() for part in PARTS}
    columns = [column for column in series.dtype.names if series[column].ndim == 1]
    return {
        **parts,
        "first_weeks": {column: series[column][:FIRST_WEEKS].tolist() for column in columns},
        "year_ends": {column: series[column][51::52].tolist() for column in columns},
    }


def baseline() -> dict[str, Any]:
    """The present results."""
    machine = f"{platform.system()} {platform.machine()}, {' '.join(platform.libc_ver())}"
    return {"made_on": machine, "fingerprint": fingerprint(), "runs": {name: facts(name) for name in RUNS}}


def main() -> None:
    """Rewrite the baseline, or say whether the present results differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--refresh", action="store_true", help="take the present results as the baseline")
    now = baseline()
    if parser.parse_args().refresh:
        FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {FILE.name}")
        return
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    for name in RUNS:
        moved = [part for part in PARTS if now["runs"][name][part] != stored["runs"][name][part]]
        print(f"{name}: {'as stored' if not moved else 'moved: ' + ', '.join(moved)}")


if __name__ == "__main__":
    main()
