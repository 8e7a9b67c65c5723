"""An option means the same in every command, and what it refuses is told alike, before anything is compiled."""

import pytest

from consolidation.faces.cli import progress, studies
from consolidation.faces.cli.app import status

RUN, NETWORK = ["run", "classroom"], ["network", "classroom"]
COMPARE, ATTRIBUTE = ["compare", "classroom", "classroom tariffs.scale=0"], ["attribute", "april-2025"]
SWEEPS = [["sweep", word, "tariff-ai-grid"] for word in ("plan", "run", "resume")]
FINDINGS, CALIBRATE = ["findings"], ["calibrate", "--recovery", "0"]
CASES = {
    "--seed": ([RUN, NETWORK, COMPARE, ATTRIBUTE], ["-1", "9223372036854775808", "x", "1.5", ""]),
    "--weeks": ([RUN, COMPARE, ATTRIBUTE], ["0", "-1", "1044", "x", "1.5"]),
    "--week": ([NETWORK], ["-1", "1044", "x"]),
    "--workers": ([COMPARE, ATTRIBUTE, FINDINGS, *SWEEPS], ["-1", "4097", "x"]),
    "--seeds": ([COMPARE, ATTRIBUTE, FINDINGS], ["0", "1", "-5", "1000001", "x"]),
    "--metric": ([COMPARE, ATTRIBUTE], ["nothing", "nothing@end", "hhi_us@9999", ""]),
    "--set": ([RUN, NETWORK], ["", "=", "x=1", "tariffs.scale", "tariffs.scale=-1", "tariffs.scale=nan"]),
    "--trials": ([CALIBRATE], ["0", "x"]),
    "--no-such": ([RUN, NETWORK, COMPARE, ATTRIBUTE, FINDINGS, *SWEEPS], ["1"]),
}


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [(c, option, v) for option, (commands, values) in CASES.items() for c in commands for v in values],
    ids=lambda part: part[0] if isinstance(part, list) else part,
)
def test_what_an_option_refuses_is_one_line(command, option, value, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for place in (progress, studies):
        monkeypatch.setattr(place, "compiled", lambda *_: pytest.fail("too late"))
    assert status([*command, option, value]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and said.err.startswith("consolidation: ")
    if option in ("--seed", "--weeks", "--workers") and value.lstrip("-").isdigit():
        assert said.err.startswith(f"consolidation: {option[2:]}: {value} is not ") and "between" in said.err
