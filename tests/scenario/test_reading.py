"""TOML from outside: what would take the parser long is refused before it is parsed, whoever reads it."""

import pytest

from consolidation import BadInput, Recipe, Scenario
from consolidation.faces.page.visitor import upload
from consolidation.scenario import reading
from consolidation.scenario.reading import DEEPEST, parsed

DEEP = ".".join("a" * 31_000)
BOMBS = {
    "key": f"{DEEP} = 1",
    "table": f"[{DEEP}]",
    "tables": f"[[{DEEP}]]",
    "inline": f"x = {{ {DEEP} = 1 }}",
    "quoted": ".".join(['"a"'] * 15_000) + " = 1",
    "behind a text": f'title = "t"\n{DEEP} = 1',
    "arrays": "x = " + "[" * 30_000,
    "tables in tables": "x = " + "{a=" * 9_000,
    "many": "".join(f"k{n}." + ".".join("a" * 150) + " = 1\n" for n in range(180)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_key_of_very_many_parts_is_refused_unparsed(text, tmp_path, monkeypatch):
    monkeypatch.setattr(reading.tomllib, "loads", lambda _: pytest.fail("parsed"))
    (tmp_path / "recipe.toml").write_text(text)
    for read in (
        lambda: Scenario.parse(text, "own"),
        lambda: Recipe.load(tmp_path / "recipe.toml"),
        lambda: Scenario.load(tmp_path / "recipe.toml"),
        lambda: upload.read("own.toml", text, len(text)),
    ):
        with pytest.raises(BadInput, match=f"more than {DEEPEST} deep"):
            read()


def test_dots_in_texts_and_comments_are_no_keys():
    many = "Wait. " * 300
    assert parsed(f'title = "{many}"\n# {many}\nwhy = """{many}"""', "own.toml") == {"title": many, "why": many}


LONG = {
    "array": "x = [" + "1," * 30_000 + "]",
    "escapes": 'x = "' + "\\u0041" * 10_000 + '"',
    "comment": "#" * 63_000,
    "blank": " " * 63_000,
    "quotes": 'x = "' + '\\"' * 30_000,
    "odd quotes": '"' * 60_001,
    "triple": '"""' * 20_001,
    "digits": "weeks = 0." + "1" * 60_000,
    "dots": "a.b" * 20_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_looking_at_a_text_takes_no_longer_than_its_length(text):
    steps = 0

    class Counted(str):
        def __getitem__(self, key):
            nonlocal steps
            steps += 1
            return super().__getitem__(key)

    reading.without_strings(Counted(text))
    assert steps <= 6 * len(text) + 10


def test_a_list_of_many_numbers_on_a_line_is_no_deep_key(tmp_path):
    many = [n / 1000 for n in range(1_000)]
    assert parsed(f"x = {many}\ny = {{ a = {many} }}", "own.toml") == {"x": many, "y": {"a": many}}
    (tmp_path / "recipe.toml").write_text(
        f'name = "x"\nquestion = "?"\nbase = "classroom"\n[parameters]\n"tariffs.scale" = {many}\n'
    )
    assert Recipe.load(tmp_path / "recipe.toml").form.parameters["tariffs.scale"] == many


def test_a_chain_of_bases_has_an_end(tmp_path):
    for n in range(1_500):
        (tmp_path / f"s{n}.toml").write_text(f'base = "s{n + 1}"\n')
    (tmp_path / "s1500.toml").write_text('base = "classroom"\n')
    with pytest.raises(BadInput, match=r"^s0\.toml: more than 32 bases"):
        Scenario.load(tmp_path / "s0.toml")
    assert len(Scenario.load(tmp_path / "s1490.toml").base) == 12
