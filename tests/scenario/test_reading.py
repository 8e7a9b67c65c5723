"""TOML from outside: what would take the parser long is refused before it is parsed, whoever reads it."""

import pytest

from consolidation import BadInput, Recipe, Scenario
from consolidation.faces.page.visitor import upload
from consolidation.scenario import reading
from consolidation.scenario.reading import DEEPEST_KEY, parsed

DEEP = ".".join("a" * 31_000)
BOMBS = {
    "key": f"{DEEP} = 1",
    "table": f"[{DEEP}]",
    "tables": f"[[{DEEP}]]",
    "inline": f"x = {{ {DEEP} = 1 }}",
    "quoted": ".".join(['"a"'] * 15_000) + " = 1",
    "behind a text": f'title = "t"\n{DEEP} = 1',
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
        with pytest.raises(BadInput, match=f"more than {DEEPEST_KEY} parts"):
            read()


def test_dots_in_texts_and_comments_are_no_keys():
    many = "Wait. " * 300
    assert parsed(f'title = "{many}"\n# {many}\nwhy = """{many}"""', "own.toml") == {"title": many, "why": many}


def test_a_chain_of_bases_has_an_end(tmp_path):
    for n in range(1_500):
        (tmp_path / f"s{n}.toml").write_text(f'base = "s{n + 1}"\n')
    (tmp_path / "s1500.toml").write_text('base = "classroom"\n')
    with pytest.raises(BadInput, match=r"^s0\.toml: more than 32 bases"):
        Scenario.load(tmp_path / "s0.toml")
    assert len(Scenario.load(tmp_path / "s1490.toml").base) == 12
