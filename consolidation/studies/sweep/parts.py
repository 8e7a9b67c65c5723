"""What every part was when it was written: `results/parts.jsonl`, a line a chunk with size and SHA-256 of its files.

A line is written before the chunk's part in `runs/` is moved in place: a part without one is none of a sweep's. What
has been verified is kept in `verified.json` and verified again when its size or its time has changed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...results.files import write

FILE, VERIFIED = "parts.jsonl", "verified.json"

Sums = dict[str, dict[str, tuple[int, str]]]
"""By part and table: bytes and SHA-256."""


def sums(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Size and checksum of each of a chunk's files."""
    return {table: (len(content), hashlib.sha256(content).hexdigest()) for table, content in files.items()}


def note(folder: Path, part: str, found: Mapping[str, tuple[int, str]]) -> None:
    """Add a chunk's line. Writers may do so at once: a line is one write at the end of the file."""
    line = (json.dumps({"part": part, **found}) + "\n").encode()
    at = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(at, line)
        os.fsync(at)
    finally:
        os.close(at)


def noted(folder: Path) -> Sums | None:
    """What the lines say, the last of each part; None without the file. A line that cannot be read says nothing."""
    try:
        lines = (folder / FILE).read_bytes().splitlines()
    except OSError:
        return None
    found: Sums = {}
    for line in lines:
        try:
            said = json.loads(line)
            name = str(said.pop("part"))
            found[name] = {table: (int(size), str(sha)) for table, (size, sha) in said.items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def faults(folder: Path, names: Iterable[str], said: Sums, every: bool = False, read: bool = True) -> dict[str, str]:
    """What is wrong, by part. `every` reads files that were verified before, too; `read=False` looks at sizes only."""
    seen = {} if every else _verified(folder)
    before, found = dict(seen), {}
    for name in names:
        if name not in said:
            found[name] = f"runs/{name} is not one of this sweep's parts"
            continue
        for table, (size, sha) in said[name].items():
            wrong = _fault(folder / table / name, str(Path(table, name)), size, sha if read else "", seen)
            if wrong:
                found[name] = wrong
                break
    if seen != before or every:
        _keep(folder, seen)
    return found


def _fault(path: Path, called: str, size: int, sha: str, seen: dict[str, Any]) -> str:
    try:
        state = path.stat()
        if state.st_size != size:
            return f"{called} has {state.st_size:,} bytes, it was written with {size:,}"
        if not sha or seen.get(called) == [size, state.st_mtime_ns]:
            return ""
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha:
                return f"{called} is damaged: its checksum is not the one it was written with"
    except FileNotFoundError:
        return f"{called} is missing"
    except OSError as error:
        return f"{called} cannot be read: {error.strerror}"
    seen[called] = [size, state.st_mtime_ns]
    return ""


def _verified(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / VERIFIED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _keep(folder: Path, seen: dict[str, Any]) -> None:
    try:
        write(folder / VERIFIED, json.dumps(seen).encode())
    except OSError:
        return  # a folder that is only read is verified every time
