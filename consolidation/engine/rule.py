"""`@rule`: an ordinary Python function over rows, compiled by numba and kept on disk.

Numba's own cache looks at the file a function is written in and no further: edit a rule that another file's rule calls,
and the caller goes on running the old one. So every module gets a cache folder named by a hash of all the sources it
can reach (its import closure inside its package). An edit recompiles the edited module and the modules that use it,
nothing else.

`NUMBA_DISABLE_JIT=1` leaves functions as they are, for debugging and coverage. `CONSOLIDATION_CACHE` moves the cache.
"""

import ast
import functools
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
import platformdirs
from numba import config
from numba.core.caching import IndexDataCacheFile

KEPT = 300
"""How many cache folders (one per module and version of it) survive pruning: several versions of the whole model."""

# What changes the machine code without changing a source: interpreter, compiler, its flags, the tables' capacities.
_SETTINGS = (
    numba.__version__,
    sys.version,
    str(config.BOUNDSCHECK),
    str(config.OPT),
    os.environ.get("CONSOLIDATION_FIRMS", ""),
)


def cache_root() -> Path:
    """The folder that holds every compiled rule: `CONSOLIDATION_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("CONSOLIDATION_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("consolidation", appauthor=False)) / "rules"


def rule(function: Callable[..., Any]) -> Any:
    """Compile a function over rows of the world's tables; calls, names and docstrings stay as they were.

    A rule takes the world or its rows and plain numbers, allocates nothing and uses `math.*` only, so that compiled and
    interpreted runs agree bit for bit. Division by zero stops the run instead of making an infinity.
    """
    if config.DISABLE_JIT:
        return function
    folder = cache_root() / key(Path(function.__code__.co_filename).resolve())
    saved, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        # No allocation (`_nrt=False`): a sixth less to compile and faster inside. Threads may run worlds side by side.
        compiled = numba.njit(cache=True, nogil=True, _nrt=False)(function)
    finally:
        config.CACHE_DIR = saved
    cache = compiled._cache
    cache._cache_file = FilesBySignature(cache._cache_path, cache._impl.filename_base, "")
    _claim(folder)
    return compiled


class FilesBySignature(IndexDataCacheFile):
    """A file for each signature of a rule, named by it.

    Numba numbers the files in an index: of two processes that compile one rule for different arguments at once, both may
    take the same number, and what is loaded afterwards is the other's code. The folder says which sources it is of.
    """

    def _name(self, key: Any) -> str:
        types, *rest = key
        signature = "\n".join([*map(str, types), repr(rest)])
        return self._data_name_pattern.format(number=int(hashlib.sha256(signature.encode()).hexdigest()[:16], 16))

    def save(self, key: Any, data: Any) -> None:
        """Write it aside and move it over."""
        self._save_data(self._name(key), data)

    def load(self, key: Any) -> Any:
        """What was saved for this signature; None if nothing was, or if the file is damaged, which then goes."""
        try:
            return self._load_data(self._name(key))
        except FileNotFoundError:
            return None
        except Exception:  # a half-written pickle raises anything
            Path(self._data_path(self._name(key))).unlink(missing_ok=True)
            return None


@functools.cache
def key(path: Path) -> str:
    """The name of a module's cache folder: a hash of the settings and of every source the module can reach."""
    digest = hashlib.sha256("\n".join(_SETTINGS).encode())
    for source in sorted(closure(path)):
        digest.update(str(source).encode() + b"\0" + _bytes(source) + b"\0")
    return f"{path.stem}-{digest.hexdigest()[:24]}"


def closure(path: Path) -> set[Path]:
    """The module, every module of its package that it imports directly or not, and this file."""
    reached: set[Path] = {Path(__file__).resolve()}
    waiting = [path]
    while waiting:
        source = waiting.pop()
        if source not in reached:
            reached.add(source)
            waiting.extend(imports(source) - reached)
    return reached


@functools.cache
def imports(path: Path) -> frozenset[Path]:
    """The files of its own package that a module names in its import statements, wherever in the file they stand."""
    package = path.parent
    while (package.parent / "__init__.py").exists():
        package = package.parent
    if not (package / "__init__.py").exists():
        return frozenset()  # a lone script: keyed by its own source
    found: set[Path] = set()
    for node in ast.walk(ast.parse(_bytes(path))):
        for base, names in _named(node, path, package):
            found.update(_files(base, names))
    return frozenset(found - {path})


def _named(node: ast.AST, path: Path, package: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each module an import statement names, as a path without its ending, with the names taken from it."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            top, *rest = alias.name.split(".")
            if top == package.name:
                yield package.joinpath(*rest), []
    elif isinstance(node, ast.ImportFrom):
        parts = node.module.split(".") if node.module else []
        names = [alias.name for alias in node.names]
        if node.level:
            yield path.parents[node.level - 1].joinpath(*parts), names
        elif parts and parts[0] == package.name:
            yield package.joinpath(*parts[1:]), names


def _files(base: Path, names: list[str]) -> Iterator[Path]:
    """The sources behind `from base import names`: a module, or a package with those of its names that are modules."""
    if base.with_name(base.name + ".py").is_file():
        yield base.with_name(base.name + ".py")
        return
    if (base / "__init__.py").is_file():
        submodules = [found for name in names for found in _files(base / name, [])]
        yield from submodules
        # `from . import x` asks for a module, and a package's list of public names is not part of what x compiles to.
        if len(submodules) < len(names) or not names:
            yield base / "__init__.py"


@functools.cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()


@functools.cache
def _claim(folder: Path) -> None:
    """Make the folder and mark it as just used; a new one makes room by pruning the oldest."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    except OSError:
        return  # a cache that cannot be written costs time, never the run
    if new:
        prune(folder.parent)


def prune(root: Path, kept: int = KEPT) -> int:
    """Remove all but the `kept` most recently used folders; the number removed. Two processes may prune at once."""
    dated = []
    for folder in root.iterdir():
        try:
            if folder.is_dir():
                dated.append((folder.stat().st_mtime, folder))
        except OSError:
            continue  # another process was quicker
    doomed = [folder for _, folder in sorted(dated, reverse=True)[kept:]]
    for folder in doomed:
        shutil.rmtree(folder, ignore_errors=True)
    return len(doomed)
