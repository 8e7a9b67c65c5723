"""Forms of functions kept between processes, so that a new one need not parse the sources again.

One small JSON file in the cache's folder, by the hash of each source's text and the version of Python. It is written
aside and moved; losing it costs a second.
"""

import hashlib
import json
import marshal
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
"""The forms of a source's functions, by their codes."""

_LIVE: dict[int, tuple[types.CodeType, Form]] = {}  # with the code, so that its id stays its own
_NEW: dict[str, Source] = {}


def form_of(function: types.FunctionType) -> Form:
    """The form of a live function, from memory, from the file, or anew."""
    code = function.__code__
    if id(code) not in _LIVE:
        _LIVE[id(code)] = code, _found(function)
    return _LIVE[id(code)][1]


def _found(function: types.FunctionType) -> Form:
    code = function.__code__
    try:
        state = os.stat(code.co_filename)  # noqa: PTH116 -- hundreds of times: a Path would cost as much again
        source = _key(code.co_filename, state.st_mtime_ns, state.st_size)
    except OSError:
        return form.form_of(function)
    # Written without back references, equal code is equal bytes.
    name = hashlib.sha256(marshal.dumps(code, 2)).hexdigest()[:24]
    one = _stored().get(source, {}).get(name)
    if one is None:
        made = form.form_of(function)
        one = made.hash, [list(chain) for chain in made.references], list(made.reads)
        _stored().setdefault(source, {})[name] = _NEW.setdefault(source, {})[name] = one
    return Form(one[0], tuple(map(tuple, one[1])), tuple(one[2]))


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
        known = _read()
        for source, found in _NEW.items():
            known[source] = known.pop(source, {}) | found  # the newest last
        kept = dict([*known.items()][-MOST:])
        folder.write(place / FILE, json.dumps(kept, separators=(",", ":")).encode())
        _NEW.clear()
