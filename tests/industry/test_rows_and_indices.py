"""A rule's parameters say what they are: a noun is a row of a table, a letter is the number of one."""

import ast
from pathlib import Path

import consolidation

INDUSTRY = Path(consolidation.__file__).parent / "industry"
ROWS = {"firm", "site", "vendor", "order", "model", "region", "bid", "candidate", "hall", "bidder", "target"}
NUMBERS = {"i", "s", "v", "r", "m", "o", "c", "k", "t", "h", "b", "old_m"}


def parameters():
    """Every parameter of every rule: where, its name, whether it is read by column, whether it is a number of a row."""
    for path in sorted(INDUSTRY.rglob("*.py")):
        for rule in ast.parse(path.read_text()).body:
            if isinstance(rule, ast.FunctionDef) and "rule" in map(ast.unparse, rule.decorator_list):
                inside = list(ast.walk(rule))
                read = {n.value.id for n in inside if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)}
                number = {n.slice.id for n in inside if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Name)}
                for one in rule.args.args:
                    yield f"{path.name} {rule.name}", one.arg, one.arg in read, one.arg in number


def test_a_noun_is_a_row_and_a_letter_its_number():
    found = list(parameters())
    assert len(found) > 300
    wrong = [
        (where, name)
        for where, name, is_read, is_number in found
        if (name in NUMBERS and is_read) or (name in ROWS and is_number) or (is_read and is_number)
    ]
    assert wrong == []
