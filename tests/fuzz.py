"""The long search for a legal scenario that does not live: `make fuzz`, or `python -m tests.fuzz --runs 2000 --seed 1`.

Examples come in batches of fifty, each with a seed of its own, and a batch that is done is noted: an interrupted search
goes on where it stopped, and any batch can be searched again by its seed. Hypothesis shrinks what fails; the line
that is printed belongs into `tests/cases/legal.jsonl`. Every tenth example also lives uncompiled over plain objects,
where Python sees the overflow that compiled code hides, and must be the same life to the bit.
"""

import argparse
import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.legal import Refused, draws, faults, parting

BATCH, TENTH = 50, 10
MOST_REFUSED = 0.03
FOLDER = Path("out/fuzz")


class Fault(AssertionError):
    """A drawn scenario did not live."""


def searched(number: int, runs: int, weeks: int) -> dict[str, Any]:
    """One batch: how many lived, how many were refused, and what failed, shrunk."""
    found: dict[str, Any] = {"batch": number, "runs": 0, "refused": 0, "failed": None}

    @seed(number)
    @settings(
        max_examples=runs, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(draws(weeks))
    def lives(drawn: dict[str, Any]) -> None:
        found["runs"] += 1
        try:
            wrong = list(faults(**drawn))
        except Refused:
            found["refused"] += 1
            return
        if not wrong and found["runs"] % TENTH == 0:
            wrong = [words for words in (parting(**drawn),) if words]
        if wrong:
            found["failed"] = {"why": wrong[0], **drawn}
            raise Fault(wrong[0])

    with contextlib.suppress(Fault):
        lives()
    return found


def main() -> int:
    """Search on; the status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description="Search for a legal scenario that does not live.")
    parser.add_argument("--runs", type=int, default=2_000, help="runs in all")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another search")
    parser.add_argument("--weeks", type=int, default=208, help="the longest run")
    given_ = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    notes = FOLDER / f"seed-{given_.seed}-weeks-{given_.weeks}.jsonl"
    lines = (
        [json.loads(line) for line in notes.read_text().splitlines() if line.endswith("}")] if notes.exists() else []
    )
    done = {line["batch"]: line for line in lines}
    started = time.perf_counter()
    for number in range(given_.seed * 1_000_000, given_.seed * 1_000_000 + -(-given_.runs // BATCH)):
        if number in done:
            continue
        found = searched(number, BATCH, given_.weeks)
        with notes.open("a") as file:
            file.write(json.dumps(found) + "\n")
        done[number] = found
        if found["failed"]:
            print(f"batch {number}: {json.dumps(found['failed'])}", flush=True)
    tried, refused = (sum(one[key] for one in done.values()) for key in ("runs", "refused"))
    failed = [one["batch"] for one in done.values() if one["failed"]]
    print(f"{tried:,} runs in {len(done)} batches, {refused} refused, {len(failed)} batches failed {failed or ''}")
    print(f"{time.perf_counter() - started:.0f} s; notes in {notes}")
    return int(bool(failed) or refused > MOST_REFUSED * tried)


if __name__ == "__main__":
    sys.exit(main())
