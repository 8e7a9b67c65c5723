"""Files that this program leaves: written aside and moved, never over what is not its own, refusals in clear words."""

import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..catalog.errors import BadInput
from ..catalog.version import VERSION

MADE_BY = f"made by consolidation {VERSION}"
"""The mark in every file that a person may name: by it a later command knows that it may replace the file."""
# After the mark, what version 0.2 wrote.
OURS = re.compile(rb'made by `?consolidation|"scenario_toml"|attr.name="us_hash_eh_s"|"nearly_as_good"', re.IGNORECASE)
LOOKED_AT = 1 << 16
LONGEST_PART_OF_NAME = 180
KINDS = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}
WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota is used up",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "not a folder",
    errno.EEXIST: "not a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "links that lead in a circle",
    errno.ENOENT: "there is no such folder",
}
Content = bytes | Callable[[Any], Any]


def refused(place: str | os.PathLike[str], error: OSError) -> BadInput:
    """What the system refused, in clear words."""
    return BadInput(f"{place}: cannot be written: {WORDS.get(error.errno or 0, error.strerror or str(error))}")


def write(path: Path, content: Content) -> None:
    """Write a file aside, then move it: other eyes see the old one or the new one, never half, and a link stays a link.

    `content`: bytes, or what writes to a binary file. OSError as the system says; `BadInput`: no regular file is there.
    """
    target = replaceable(path, force=True)
    aside = target.with_name(f".{short(target.name)}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def write_all(folder: Path, files: dict[str, bytes], force: bool = False) -> None:
    """Write files into a folder, which is made if need be: all of them, or none is changed, the last one last.

    `BadInput`: the disk refuses, or, without `force`, a file of these names is there that this program did not write.
    """
    for name in files:
        replaceable(folder / name, force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new.", dir=folder) as work:
            for name, content in files.items():
                write(Path(work) / name, content)
            move_in(Path(work), folder, list(reversed(files)), [])
    except OSError as error:
        raise refused(folder, error) from None


def replaceable(path: str | os.PathLike[str], force: bool = False) -> Path:
    """The file that a path leads to, links followed, if there is none yet or one that may be replaced.

    `BadInput`: something that is no file, or, without `force`, a file that this program did not write.
    """
    target, found = followed(path)
    if found is None:
        return target
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        raise BadInput(f"{path}: a {KINDS.get(kind, 'socket')} is there, where a file is wanted")
    if not force and not ours(target):
        raise BadInput(f"{path}: a file that consolidation did not write is there; --force replaces it")
    return target


def writable_folder(folder: str | os.PathLike[str]) -> Path:
    """The folder that a path leads to, links followed, if it can be written or made. `BadInput` otherwise."""
    target, found = followed(folder)
    place = target
    while found is None:
        place = place.parent
        _, found = followed(place)
    if not stat.S_ISDIR(found.st_mode):
        raise BadInput(f"{folder}: {place} is not a folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise BadInput(f"{folder}: {place} cannot be written to")
    return target


def followed(path: str | os.PathLike[str]) -> tuple[Path, os.stat_result | None]:
    """Where a path leads, links followed, and what is there, if anything is. `BadInput`: no file can have that name."""
    try:
        os.fspath(path).encode()
        target = Path(os.path.realpath(path))
        return target, target.stat()
    except FileNotFoundError:
        return target, None
    except UnicodeEncodeError:
        raise BadInput(f"{path}: the name is not UTF-8") from None
    except ValueError:
        raise BadInput(f"{os.fspath(path)!r}: a name cannot hold that") from None
    except OSError as error:
        raise refused(path, error) from None


def ours(path: Path) -> bool:
    """Whether this program wrote a file, or it is empty: the mark is looked for at its beginning and its end."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            head = file.read(LOOKED_AT)
            file.seek(max(size - LOOKED_AT, 0))
            return size == 0 or OURS.search(head + b"\n" + file.read(LOOKED_AT)) is not None
    except OSError as error:
        raise refused(path, error) from None


def short(name: str) -> str:
    """A name that still fits when something is put before and behind it."""
    return name if len(os.fsencode(name)) <= LONGEST_PART_OF_NAME else hashlib.sha256(os.fsencode(name)).hexdigest()


def move_in(work: Path, target: Path, names: list[str], stale: list[str]) -> None:
    """Move files from a folder into another, the first last, and remove stale ones: all of it, or nothing."""
    aside = work / "before"
    aside.mkdir()
    moved: list[str] = []
    try:
        for name in [*names, *stale]:
            if (target / name).exists():
                (target / name).rename(aside / name)
        for name in reversed(names):
            (work / name).rename(target / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (target / name).unlink()
        for before in aside.iterdir():
            before.rename(target / before.name)
        raise
