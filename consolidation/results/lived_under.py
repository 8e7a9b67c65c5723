"""What a run is, and under which rules a stored one was lived.

An id is made of assumptions (the scenario's hash), luck (the seed), length, the version of what is recorded and the
digest of the rules. It is stored with the run and never made again. Runs, checkpoints and sweeps all ask here what a
stored one is today.
"""

import functools
import hashlib
import platform
from collections.abc import Mapping
from typing import Any

from ..catalog.version import EQUAL_RULES, MODEL_VERSION
from ..industry.rules import RULES

SAME, OTHER_RULES, ALTERED = "same", "other rules", "altered file"
FIRST_WITHOUT = "0.2.0"
"""The version that kept no digest: what it stored was always lived under other rules."""


def run_id(scenario_hash: str, seed: int, weeks: int, rules: str, model_version: str = MODEL_VERSION) -> str:
    """The identity of a run. One of version 0.2.0, which knew no digest, has `rules` ""."""
    parts = [scenario_hash, str(seed), str(weeks), model_version, *filter(None, [rules])]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def stamp(rules: str | None = None) -> dict[str, Any]:
    """What is written beside everything lived:
    the version of what is recorded, the digest of its rules, the platform.
    """
    return {
        "model_version": MODEL_VERSION,
        "rules": RULES() if rules is None else rules,
        "platform": this_platform(),
    }


def todays(facts: Mapping[str, Any]) -> bool:
    """Whether something stored was lived under today's rules, or under some listed as equal to the bit."""
    if facts.get("model_version") != MODEL_VERSION:
        return False
    return bool(facts.get("rules")) and facts["rules"] in (RULES(), *EQUAL_RULES)


def verdict(facts: Mapping[str, Any], scenario_hash: str) -> str:
    """Of a stored run: `SAME`, `OTHER_RULES` (or other facts than `scenario_hash`'s),
    `ALTERED` if its parts do not fit.
    """
    stored = str(facts.get("scenario_hash", scenario_hash))
    try:
        told = run_id(
            stored, int(facts["seed"]), int(facts["weeks"]), facts.get("rules", ""), str(facts["model_version"])
        )
    except (KeyError, TypeError, ValueError):
        return ALTERED
    if told != facts.get("id"):
        return ALTERED
    return SAME if stored == scenario_hash and todays(facts) else OTHER_RULES


def difference(facts: Mapping[str, Any]) -> str:
    """In a few words, under which other rules something stored was lived."""
    rules = str(facts.get("rules") or "")
    if not rules:
        return f"lived under other rules (version {FIRST_WITHOUT} or before, which kept no digest of them)"
    if todays(facts):
        return "lived with other facts"
    version = facts.get("model_version")
    of = f"{rules[:12]} of model {version}" if version != MODEL_VERSION else rules[:12]
    return f"lived under other rules ({of}; today's are {RULES()[:12]})"


@functools.cache
def this_platform() -> dict[str, str]:
    """What bits may depend on beside the rules: compiler, libraries, Python and processor."""
    import numpy

    return {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        **compiler(),
        "libm": " ".join(platform.libc_ver()).strip() or platform.platform(),
    }


def compiler() -> dict[str, str]:
    """What compiles here, and for which processor."""
    try:
        import llvmlite
        import numba
        from llvmlite import binding
    except ImportError:
        return {"numba": "none", "cpu": platform.machine()}
    return {
        "numba": numba.__version__,
        "llvmlite": llvmlite.__version__,
        "llvm": ".".join(map(str, binding.llvm_version_info)),
        "cpu": binding.get_host_cpu_name(),
    }


def elsewhere(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """How two platforms differ, in one line; "" if they do not."""
    names = [name for name in now if then.get(name) != now[name]]
    told = ", ".join(f"{name} {then.get(name, 'unknown')} and {now[name]}" for name in names)
    return f"lived on different platforms ({told}): the last bits may differ" if told else ""
