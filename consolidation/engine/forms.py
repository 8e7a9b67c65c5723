"""What a function says, stripped of words and layout, and which names it takes from outside.

Reading syntax takes milliseconds a file, and a package has dozens, so what was read is remembered: in this process by
code object, on disk by file, time and size. What is remembered on disk is used only if the function's code is still
that code.
"""

import ast
import dis
import functools
import hashlib
import json
import os
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .folder import cache_root, private

FILE = "forms.json"
IMPORT = "import "
"""Begins a path that starts at a module which a function imports in its body: `import LEVEL MODULE`."""
SKIPPED = {"returns", "annotation", "type_comment", "type_params", "kind", "ctx", "decorator_list"}


@dataclass(frozen=True)
class Form:
    """A function's canonical text (as a hash), the dotted names it takes from outside, and the attributes it reads."""

    text: str
    names: tuple[tuple[str, ...], ...]
    attributes: tuple[str, ...]


def function_of(thing: Any) -> types.FunctionType | None:
    """The plain function behind a function, a compiled rule or a cached function; None for anything else."""
    for name in ("py_func", "__wrapped__"):
        thing = getattr(thing, name, thing) if not isinstance(thing, type) else thing
    return thing if isinstance(thing, types.FunctionType) else None


_known: dict[types.CodeType, Form] = {}


def form_of(function: types.FunctionType) -> Form:
    """A function's form: from its source if that is what the function was made of, else from its byte code."""
    code = function.__code__
    if code not in _known:
        _known[code] = remembered(code) or of_code(code)
    return _known[code]


def remembered(code: types.CodeType) -> Form | None:
    """The form of a code object whose source is at hand, through the memory on disk; None if the source is another."""
    times = stamp(code.co_filename)
    if times is None:
        return None
    shelf = MEMORY.shelf(code.co_filename, times)
    place = f"{code.co_qualname}:{code.co_firstlineno}"
    check = fingerprint(code)
    found = shelf.get(place)
    if not (isinstance(found, list) and len(found) == 2 and found[0] == check):
        found = [check, None]
        for live, node in sources(code.co_filename, times[0]):
            if live == code:
                form = of_source(node, code)
                found = [check, [form.text, form.names, form.attributes]]
        shelf[place] = found
        MEMORY.changed = True
    if found[1] is None:
        return None
    text, names, attributes = found[1]
    return Form(text, tuple(tuple(path) for path in names), tuple(attributes))


@functools.cache
def stamp(filename: str) -> tuple[int, int] | None:
    """A file's time (ns) and size (bytes); cleared before every walk, as a walk asks many times."""
    try:
        found = Path(filename).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=64)
def sources(filename: str, mtime_ns: int) -> tuple[tuple[types.CodeType, ast.FunctionDef], ...]:
    """Every function of a file: the code it compiles to, and its syntax."""
    try:
        tree = ast.parse(Path(filename).read_bytes())
        compiled = compile(tree, filename, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError):
        return ()
    nodes = {
        (node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])): node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    found = ((code, nodes.get((code.co_name, code.co_firstlineno))) for code in _inner(compiled))
    return tuple((code, node) for code, node in found if node is not None)


def _inner(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _inner(constant)


def of_source(node: Any, code: types.CodeType) -> Form:
    """The form of a function's syntax; which of its names come from outside, Python has worked out in its code."""
    paths: set[tuple[str, ...]] = set()
    attributes: set[str] = set()
    brought: dict[str, tuple[str, ...]] = {}
    for part in (part for top in (*node.body, node.args) for part in _said_parts(top)):
        if isinstance(part, ast.Import | ast.ImportFrom):
            brought |= _brought(part)
        elif isinstance(part, ast.Attribute):
            attributes.add(part.attr)
            paths.add(_dotted(part))
        elif isinstance(part, ast.Name):
            paths.add((part.id,))
    outside = _outside(code)
    known = {(*brought[path[0]], *path[1:]) for path in paths if path and path[0] in brought}
    known |= {path for path in paths if path and path[0] in outside}
    longest = {path for path in known if not any(other != path and other[: len(path)] == path for other in known)}
    text = hashlib.sha256("".join(_said(node)).encode()).hexdigest()
    return Form(text, tuple(sorted(longest)), tuple(sorted(attributes)))


def _brought(part: ast.Import | ast.ImportFrom) -> dict[str, tuple[str, ...]]:
    """What an import in a function's body brings, by the names it has there."""
    if isinstance(part, ast.ImportFrom):
        module = f"{IMPORT}{part.level} {part.module or ''}"
        return {one.asname or one.name: (module, one.name) for one in part.names}
    first = {one.asname or one.name.partition(".")[0]: one.name for one in part.names}
    return {name: (f"{IMPORT}0 {whole if name != whole.partition('.')[0] else name}",) for name, whole in first.items()}


def _outside(code: types.CodeType) -> set[str]:
    """The names that a function, or one inside it, takes from its module or from around it."""
    steps = (step for part in (code, *_inner(code)) for step in dis.get_instructions(part))
    return {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")} | set(code.co_freevars)


def _said_parts(node: ast.AST) -> Iterator[ast.AST]:
    """All parts of a syntax that say something: annotations and decorators do not."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in SKIPPED:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    yield from _said_parts(part)


def _dotted(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return (*inner, node.attr) if inner else ()
    return ()


def _said(node: Any) -> Iterator[str]:
    """Syntax as text that every Python writes alike: node types and what they hold; empty parts are left out."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _said(ast.Assign([node.target], node.value))
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from sorted(_brought(node))  # where it comes from does not count, what it is does
    elif isinstance(node, ast.AST):
        yield f"{type(node).__name__}("
        body: Any = getattr(node, "body", None)
        documented = isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and bool(
            ast.get_docstring(node)
        )
        for name, part in ast.iter_fields(node):
            if name in SKIPPED or part is None or part == []:
                continue
            yield f"{name}="
            yield from _said(body[1:] if documented and name == "body" else part)
        yield ")"
    elif isinstance(node, list):
        yield "["
        for part in node:
            if not isinstance(part, ast.AnnAssign) or part.value is not None:
                yield from _said(part)
        yield "]"
    elif isinstance(node, float):
        yield f"float {node.hex()},"
    else:
        yield f"{type(node).__name__} {node!r},"


def of_code(code: types.CodeType) -> Form:
    """The form of a function without source: its byte code, which is this Python's own."""
    names = sorted({name for part in (code, *_inner(code)) for name in part.co_names})
    text = f"{sys.version_info[:2]} {fingerprint(code)}"
    return Form(text, tuple((name,) for name in sorted(_outside(code))), tuple(names))


def fingerprint(code: types.CodeType) -> str:
    """A code object by content, wherever it stands."""
    digest = hashlib.sha1(code.co_code)
    for constant in code.co_consts:
        inner = isinstance(constant, types.CodeType)
        # The order of a set changes from process to process.
        plain = sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
        digest.update((fingerprint(constant) if inner else repr(plain)).encode())
    digest.update(repr((code.co_names, code.co_varnames, code.co_freevars)).encode())
    return digest.hexdigest()


class Memory:
    """Forms by file, kept in one small JSON file beside the compiled rules.
    Whatever goes wrong with it costs time only.
    """

    def __init__(self) -> None:
        self.changed = False
        self._files: dict[str, Any] | None = None

    def shelf(self, filename: str, stamp: tuple[int, int]) -> dict[str, Any]:
        """What is remembered of a file as it is now."""
        files = self._files
        if files is None:
            try:
                held = json.loads((cache_root() / FILE).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                held = {}
            files = self._files = dict(held) if isinstance(held, dict) else {}
        known = files.get(filename)
        fresh = isinstance(known, dict) and known.get("stamp") == list(stamp) and isinstance(known.get("forms"), dict)
        if not fresh:
            files[filename] = {"stamp": list(stamp), "forms": {}}
        forms: dict[str, Any] = files[filename]["forms"]
        return forms

    def save(self) -> None:
        """Write it aside and move it over, if anything is new."""
        if not self.changed or not private(cache_root()):
            return
        aside = cache_root() / f".{FILE}.{os.getpid()}"
        try:
            kept = {name: held for name, held in (self._files or {}).items() if Path(name).exists()}
            aside.write_text(json.dumps(kept, separators=(",", ":")), encoding="utf-8")
            aside.replace(cache_root() / FILE)
            self.changed = False
        except OSError:
            aside.unlink(missing_ok=True)


MEMORY = Memory()
