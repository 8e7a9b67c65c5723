"""Forms of functions kept between processes, so that a new one need not parse the sources again.

One small JSON file in the cache's folder, by the hash of each source's text and the version of Python. It is written
aside and moved; losing it costs a second.
"""

import hashlib
import json
import os
import sys
import types
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from . import folder, form
from .form import Form

FILE = "forms.json"
MOST = 200
"""Sources kept: some versions of the model."""
PYTHON = f"{sys.version_info[:2]} {sys.flags.optimize} "

Source = dict[str, tuple[str, list[list[str]], list[str]]]
"""The forms of a source's functions, by their codes' signatures."""

_LIVE: dict[int, tuple[types.CodeType, Form]] = {}  # with the code, so that its id stays its own
_NEW: dict[str, Source] = {}


def form_of(function: types.FunctionType) -> Form:
    """The form of a live function, from memory, from the file, or anew."""
    code = function.__code__
    if id(code) not in _LIVE:
        _LIVE[id(code)] = code, _found(code) or form.form_of(function)
    return _LIVE[id(code)][1]


def _found(code: types.CodeType) -> Form | None:
    """The form by a source on disk; None if there is none, or if it is not the one that runs."""
    try:
        state = os.stat(code.co_filename)  # noqa: PTH116 -- hundreds of times: a Path would cost as much again
        key = _key(code.co_filename, state.st_mtime_ns, state.st_size)
    except OSError:
        return None
    known = _stored()
    if key not in known:
        found = form.forms(form.source(code.co_filename, {}), code.co_filename)
        known[key] = _NEW[key] = {
            name: (one.hash, [list(chain) for chain in one.references], list(one.reads)) for name, one in found.items()
        }
    one = known[key].get(form.signature(code))
    return one and Form(one[0], tuple(map(tuple, one[1])), tuple(one[2]))


@lru_cache(maxsize=1024)
def _key(file: str, time: int, size: int) -> str:
    return hashlib.sha256(PYTHON.encode() + Path(file).read_bytes()).hexdigest()[:32]


@cache
def _stored() -> dict[str, Source]:
    return _read()


def _read() -> dict[str, Source]:
    place = folder.private()
    try:
        found: Any = json.loads((place / FILE).read_text(encoding="utf-8")) if place else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep() -> None:
    """Write what is new to the file."""
    place = folder.private() if _NEW else None
    if place:
        merged = [*(_read() | _NEW).items()][-MOST:]
        folder.write(place / FILE, json.dumps(dict(merged), separators=(",", ":")).encode())
        _NEW.clear()
