"""What a function says, apart from how it is laid out: a canonical form, equal on every Python this package supports.

The form is taken from the syntax tree: comments, docstrings, annotations, decorators and layout are not in it. Where the
function names something from outside (a global, a closure's variable, an import in its body), the form has a numbered
hole and the name is listed: what stands in the hole is found by the digest, live.

Whether a source is the one that runs is checked against the code object. Where it is not, or there is none, the form is
the bytecode's.
"""

import ast
import dis
import hashlib
import linecache
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

IMPORT = "import "
"""Begins the first part of a reference to what an import in a function's body brings: `import LEVEL MODULE`."""

SKIPPED = {"ctx", "annotation", "returns", "type_comment", "type_params", "kind", "decorator_list"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Reference = tuple[str, ...]
"""A name and the attributes asked of it: `("math", "sqrt")`."""


@dataclass(frozen=True)
class Form:
    """A function's form, hashed; what it names from outside, in order; and every attribute it reads."""

    hash: str
    references: tuple[Reference, ...]
    reads: tuple[str, ...]


def form_of(function: types.FunctionType) -> Form:
    """The form of a live function."""
    code = function.__code__
    text = source(code.co_filename, function.__globals__)
    found = forms(text, code.co_filename).get(signature(code)) if text else None
    return found or bytecode(code)


def source(filename: str, namespace: dict[str, Any]) -> str:
    """The text of a file, or of a notebook's cell; empty if there is none."""
    try:
        return Path(filename).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "".join(linecache.getlines(filename, namespace))


@lru_cache(maxsize=4096)
def signature(code: types.CodeType) -> str:
    """What a code object does, hashed: its instructions, names and constants, without lines and docstring."""
    consts = code.co_consts
    if consts and isinstance(consts[0], str) and _has_docstring(code):
        consts = consts[1:]
    content = (
        code.co_qualname,
        code.co_code,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_argcount,
        code.co_kwonlyargcount,
        code.co_flags & 0xF,
        [_plain(const) for const in consts],
    )
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


def _has_docstring(code: types.CodeType) -> bool:
    # Since 3.13 a flag says so; before, the first constant is the docstring or None.
    return bool(code.co_flags & 0x4000000) if sys.version_info >= (3, 13) else True


def _plain(const: object) -> object:
    if isinstance(const, types.CodeType):
        return signature(const)
    # A set's order changes from process to process.
    return sorted(map(repr, const)) if isinstance(const, frozenset) else const


@lru_cache(maxsize=64)
def forms(text: str, filename: str) -> dict[str, Form]:
    """The form of every function in a source, by its code's signature."""
    try:
        tree = ast.parse(text)
        module = compile(text, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return {}
    nodes: dict[tuple[str, int], list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            nodes.setdefault((getattr(node, "name", "<lambda>"), first), []).append(node)
    found: dict[str, Form] = {}
    for code in _codes(module):
        here = nodes.get((code.co_name, code.co_firstlineno), ())
        if len(here) == 1:  # of two lambdas in one line nobody can say which is which
            found[signature(code)] = _Writer().form(here[0])
    return found


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield const
            yield from _codes(const)


def bytecode(code: types.CodeType) -> Form:
    """The form of code without a source: true on one version of Python only."""
    references: dict[Reference, None] = {}
    reads: set[str] = set()
    for part in (code, *_codes(code)):
        chain: list[str] = []
        for step in dis.get_instructions(part):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF"):
                chain = [str(step.argval)]
            elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
                reads.add(str(step.argval))
                chain = [*chain, str(step.argval)] if chain else []
            elif chain:
                references[tuple(chain)] = None
                chain = []
    text = f"bytecode {sys.version_info[:2]} {signature(code)}"
    return Form(hashlib.sha256(text.encode()).hexdigest(), tuple(references), tuple(sorted(reads)))


@dataclass
class _Scope:
    bound: set[str]
    imported: dict[str, Reference] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)


class _Writer:
    """Writes a syntax tree as text."""

    def __init__(self) -> None:
        self.scopes: list[_Scope] = []
        self.references: dict[Reference, int] = {}
        self.reads: set[str] = set()

    def form(self, node: Any) -> Form:
        """The form of a function; its defaults are left to whoever has the live function."""
        text = self._inner(node)
        return Form(hashlib.sha256(text.encode()).hexdigest(), tuple(self.references), tuple(sorted(self.reads)))

    def write(self, node: Any) -> str:
        """Any node, list of nodes or plain value."""
        if isinstance(node, list):
            return "[" + ",".join(self.write(one) for one in node) + "]"
        if not isinstance(node, ast.AST):
            return repr(node)
        special = getattr(self, f"_{type(node).__name__}", None)
        return special(node) if special else self._plain(node)

    def _plain(self, node: ast.AST) -> str:
        parts = [
            f"{name}={self.write(value)}"
            for name, value in ast.iter_fields(node)
            if name not in SKIPPED and value is not None and value != []
        ]
        return f"{type(node).__name__}({','.join(parts)})"

    def _Constant(self, node: ast.Constant) -> str:
        return f"{type(node.value).__name__}:{node.value!r}"

    def _AnnAssign(self, node: ast.AnnAssign) -> str:
        if node.value is None:
            return ""  # an annotation alone says nothing
        return f"Assign(targets=[{self.write(node.target)}],value={self.write(node.value)})"

    def _Name(self, node: ast.Name) -> str:
        reference = self._outside(node.id)
        return self._hole(reference) if reference else f"Name({node.id})"

    def _Attribute(self, node: ast.Attribute) -> str:
        if isinstance(node.ctx, ast.Load):
            self.reads.add(node.attr)
        base: Any = node.value
        chain = [node.attr]
        while isinstance(base, ast.Attribute):
            self.reads.add(base.attr)
            base, chain = base.value, [base.attr, *chain]
        reference = self._outside(base.id) if isinstance(base, ast.Name) else None
        if reference:
            return self._hole((*reference, *chain))
        return f"Attribute({self.write(node.value)}.{node.attr})"

    def _FunctionDef(self, node: Any) -> str:
        name = f"{type(node).__name__} {getattr(node, 'name', '')}"
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        return f"{name}{self.write(defaults)}{self._inner(node)}"

    _AsyncFunctionDef = _Lambda = _FunctionDef

    def _inner(self, node: Any) -> str:
        self.scopes.append(_scope(node))
        named = node.args
        args = [[arg.arg for arg in group] for group in (named.posonlyargs, named.args, named.kwonlyargs)]
        rest = [arg and arg.arg for arg in (named.vararg, named.kwarg)]
        body = _undocumented(node.body) if isinstance(node.body, list) else node.body
        text = f"({args},{rest}){self.write(body)}"
        self.scopes.pop()
        return text

    def _ClassDef(self, node: ast.ClassDef) -> str:
        head = [self.write(part) for part in (node.bases, node.keywords)]
        return f"ClassDef {node.name}{head}{self.write(_undocumented(node.body))}"

    def _comprehension(self, node: Any) -> str:
        first = self.write(node.generators[0].iter)  # is read outside the comprehension's own scope
        targets = [name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)]
        self.scopes.append(_Scope(set(targets)))
        parts = [
            f"for {self.write(part.target)} in {first if place == 0 else self.write(part.iter)} if {self.write(part.ifs)}"
            for place, part in enumerate(node.generators)
        ]
        values = [self.write(value) for name, value in ast.iter_fields(node) if name != "generators"]
        self.scopes.pop()
        return f"{type(node).__name__}({values} {parts})"

    _ListComp = _SetComp = _DictComp = _GeneratorExp = _comprehension

    def _Import(self, node: ast.AST) -> str:
        return ""  # what it brings stands where it is used

    _ImportFrom = _Import

    def _outside(self, name: str) -> Reference | None:
        """How a name is found outside the function; None if it is the function's own."""
        for scope in reversed(self.scopes):
            if name in scope.outside:
                break
            if name in scope.imported:
                return scope.imported[name]
            if name in scope.bound:
                return None
        return (name,)

    def _hole(self, reference: Reference) -> str:
        return f"@{self.references.setdefault(reference, len(self.references))}"


def _undocumented(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return body[1:] if documented else body


def _scope(node: Any) -> _Scope:
    """The names that a function binds, imports and declares to be from outside."""
    args = node.args
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))]
    scope = _Scope({arg.arg for arg in every})
    waiting = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Global):
            scope.outside.update(part.names)
        elif isinstance(part, ast.Import):
            for alias in part.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                scope.imported[alias.asname or name] = (f"{IMPORT}0 {name}",)
        elif isinstance(part, ast.ImportFrom):
            for alias in part.names:
                where = f"{IMPORT}{part.level} {part.module or ''}"
                scope.imported[alias.asname or alias.name] = (where, alias.name)
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            scope.bound.add(part.id)
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            scope.bound.add(part.name)
            continue
        else:
            # Patterns and `except ... as` bind without a Name.
            scope.bound.update(
                getattr(part, key) for key in ("name", "rest") if isinstance(getattr(part, key, None), str)
            )
        if isinstance(part, COMPREHENSIONS):
            waiting.extend(inner.target for inner in ast.walk(part) if isinstance(inner, ast.NamedExpr))
        elif not isinstance(part, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(part))
    for name in scope.outside:
        scope.bound.discard(name)
    return scope
