"""`consolidation new-paths`: the imports of somebody's own programs, from version 0.2.0's paths to those of now.

`data/new_paths.txt` has a line for each module, and for each name that left its module. Rewritten are import
statements, and what they bind where a program spells it in full; names asked of a module that no longer has them are
told, with their line.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from ...catalog.errors import BadInput
from ...results import files

OURS = "consolidation."
TABLE = Path(__file__).parents[2] / "data" / "new_paths.txt"
PUBLIC = {"run", "sweep", "compare", "attribute", "calibrate"}
"""Functions of the package's door; some had modules of the same name."""


def new_paths(
    places: Annotated[
        list[Path], typer.Argument(metavar="FILE_OR_FOLDER...", help="Python files, or folders of them.")
    ],
    write: Annotated[bool, typer.Option("--write", help="Change the files; otherwise changes are only told.")] = False,
) -> None:
    """Rewrite the import paths of version 0.2.0 in one's own programs to those of now."""
    for path in programs(places):
        try:
            before = path.read_bytes()
            after, told = rewritten(before)
        except (OSError, SyntaxError, ValueError) as error:
            raise BadInput(f"{path}: not a Python program: {error}") from None
        for line, words in sorted(told):
            print(f"{path}:{line}: {words}")
        if write and after != before:
            files.write(path, after)


def programs(places: list[Path]) -> Iterator[Path]:
    """The Python files named, and those in the folders named."""
    for place in places:
        if not place.exists():
            raise BadInput(f"{place}: no such file or folder")
        found = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        yield from (path for path in found if not {"site-packages", "__pycache__"} & set(path.parts))


@cache
def table() -> dict[str, str]:
    """Old dotted path to new one, "" for what is gone; names stand with their modules."""
    lines = TABLE.read_text(encoding="utf-8").replace(":", ".").splitlines()
    pairs = (line.partition(" >") for line in lines)
    return {OURS + old: OURS + new.strip() if new.strip() else "" for old, _, new in pairs}


def home(path: str) -> str | None:
    """Where an old dotted path leads now; "" if it is gone, None if it is none of version 0.2.0's."""
    module, _, name = path.rpartition(".")
    if path in table() or not name:
        return table().get(path)
    found = home(module)
    return f"{found}.{name}" if found else found


def rewritten(source: bytes) -> tuple[bytes, list[tuple[int, str]]]:
    """A program with its imports turned to the new paths, and what was done or cannot be done, by line."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    edits: list[tuple[ast.stmt | ast.expr, str]] = []
    told: list[tuple[int, str]] = []
    bound: dict[str, str] = {}  # local name -> the old module it stands for
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound |= {one.asname: one.name for one in node.names if one.asname and one.name.startswith(OURS)}
            if any(one.name.startswith(OURS) for one in node.names):
                bound["consolidation"] = "consolidation"
            names = [(home(one.name) or one.name) + (f" as {one.asname}" if one.asname else "") for one in node.names]
            if any(home(one.name) for one in node.names):
                edits.append((node, "import " + ", ".join(dict.fromkeys(names))))
        elif isinstance(node, ast.ImportFrom) and not node.level and f"{node.module}.".startswith(OURS):
            new = _from(node, bound, told)
            if new:
                edits.append((node, new))
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        first, _, rest = ast.unparse(node).partition(".") if isinstance(node, ast.Attribute) else ("", "", "")
        if id(node) in inner or first not in bound or not isinstance(node, ast.Attribute):
            continue
        path, new_home = f"{bound[first]}.{rest}", home(f"{bound[first]}.{rest}")
        if new_home and first == "consolidation":
            edits.append((node, new_home))
        elif new_home != f"{home(bound[first])}.{rest}" and new_home is not None:
            told.append((node.lineno, f"{path} is now {new_home}" if new_home else f"{path} is gone"))
    for node, text in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):
        first_line, last_line = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        head = lines[first_line][: node.col_offset]
        tail = lines[last_line][node.end_col_offset :]
        indented = text.replace("\n", "\n" + head.decode() if not head.strip() else "; ")
        lines[first_line : last_line + 1] = [head + indented.encode() + tail]
        told.append((node.lineno, indented))
    return b"".join(lines), told


def _from(node: ast.ImportFrom, bound: dict[str, str], told: list[tuple[int, str]]) -> str:
    """`from consolidation.x import y` in as many statements as its names are now in modules; "" if it stays."""
    found: dict[str, list[str]] = {}
    for one in node.names:
        old, local = f"{node.module}.{one.name}", one.asname or one.name
        new = home(str(node.module)) if one.name == "*" else home(old)
        if new is None or (node.module == "consolidation" and one.name in PUBLIC):
            new = old
        elif new == "":
            told.append((node.lineno, f"{old} is gone"))
            new = old
        if old in table():
            bound[local] = old
        where, name = (new, "*") if one.name == "*" else (new.rpartition(".")[0], new.rpartition(".")[2])
        found.setdefault(where, []).append(name if name == local or name == "*" else f"{name} as {local}")
    if list(found) == [node.module]:
        return ""
    return "\n".join(f"from {where} import {', '.join(names)}" for where, names in found.items())
