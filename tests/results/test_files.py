"""What a command writes never destroys what this program did not write, and a step that fails leaves what was there."""

import os
import socket
import stat
from pathlib import Path

import pytest

from consolidation import BadInput, Run, Simulation, run
from consolidation.faces.cli import progress, studies
from consolidation.faces.cli.app import status
from consolidation.results.files import MADE_BY, move_in, replaceable, write, write_all

TABLES = ("series", "events", "flows")


@pytest.fixture(scope="module")
def lived():
    return run("classroom", seed=1, weeks=2)


def refusal(capsys, words):
    assert status(words) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("consolidation: ") and len(said.err.splitlines()) == 1, said.err
    return said.err


def network(out, *more):
    return ["network", "classroom", "-q", "--week", "1", "--out", str(out), *more]


def simulate(out, *more):
    return ["run", "classroom", "--weeks", "2", "-q", "--out", str(out), *more]


def test_a_device_a_pipe_a_socket_and_a_folder_stay_what_they_are(tmp_path, capsys):
    pipe, link, folder, sock = tmp_path / "pipe", tmp_path / "null", tmp_path / "folder", tmp_path / "socket"
    os.mkfifo(pipe)
    link.symlink_to("/dev/null")
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(sock))
        for place, kind in (
            (pipe, "pipe"),
            (link, "device"),
            ("/dev/full", "device"),
            (folder, "folder"),
            (sock, "socket"),
        ):
            before = Path(place).stat().st_mode
            for force in ([], ["--force"]):
                assert f"a {kind} is there" in refusal(capsys, network(place, *force))
            assert Path(place).stat().st_mode == before
    assert link.is_symlink() and stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    target, link = tmp_path / "elsewhere" / "real.graphml", tmp_path / "link.graphml"
    target.parent.mkdir()
    link.symlink_to(target)
    for _ in range(2):  # a link to nothing, then to what was written
        assert status(network(link)) == 0
        assert link.is_symlink() and target.read_bytes().startswith(b"<?xml")
    shortcut = tmp_path / "shortcut"
    shortcut.symlink_to(tmp_path / "far" / "run")
    for _ in range(2):
        assert status(simulate(shortcut)) == 0
        assert shortcut.is_symlink() and (tmp_path / "far" / "run" / "run.json").is_file()


def test_a_strangers_file_is_replaced_by_force_only(tmp_path, capsys):
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("four years of work on consolidation")
    assert "--force" in refusal(capsys, network(thesis))
    assert thesis.read_text().startswith("four years")
    assert status(network(thesis, "--force")) == 0
    assert status(network(thesis)) == 0  # now it is the program's own


@pytest.mark.parametrize("name", ["run.json", "series.parquet", "panel.parquet"])
def test_a_run_goes_into_a_folder_of_others_but_not_over_their_files(tmp_path, capsys, name):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / name).write_text("{}")
    assert name in refusal(capsys, simulate(tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"notes.txt": "mine", name: "{}"}
    assert status(simulate(tmp_path, "--force")) == 0
    assert Run.load(tmp_path).weeks == 2 and (tmp_path / "notes.txt").read_text() == "mine"
    assert status(simulate(tmp_path)) == 0


def test_where_a_step_cannot_be_done_nothing_is_done(tmp_path, capsys, lived):
    lived.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "panel.parquet").mkdir()
    assert "a folder is there" in refusal(capsys, simulate(tmp_path, "--force"))
    (tmp_path / "panel.parquet").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("fails_at", range(8))
def test_a_move_that_fails_at_any_step_leaves_what_was_there(tmp_path, monkeypatch, fails_at):
    work, target = tmp_path / "work", tmp_path / "target"
    for folder in (work, target):
        folder.mkdir()
        for name in ("a", "b", "c"):
            (folder / name).write_text(f"{name} of {folder.name}")
    (target / "stale").write_text("stale")
    before = {path.name: path.read_text() for path in target.iterdir()}
    steps, rename = iter(range(99)), Path.rename

    def failing(self, to):
        if next(steps) == fails_at:
            raise OSError(28, "no space")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    try:
        move_in(work, target, ["a", "b", "c"], ["stale"])
    except OSError:
        assert {path.name: path.read_text() for path in target.iterdir()} == before
    else:
        assert fails_at == 7  # four put aside, three moved in
        assert {path.name: path.read_text() for path in target.iterdir()} == {n: f"{n} of work" for n in "abc"}


@pytest.mark.parametrize("name", ["x" * 300, "y" * 300 + "/run", "d\udcff", "n\udcff/deep/er"])
def test_a_name_that_no_file_can_have_is_told_before_anything_is_lived(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    for place in (progress, studies):
        monkeypatch.setattr(place, "compiled", lambda *_: pytest.fail("too late"))
    for words in (network(name), simulate(name)):
        said = refusal(capsys, words)
        assert "too long" in said or "UTF-8" in said
    for words in (["run"], ["plan"], ["status"], ["report"], ["resume"], ["query"]):
        refusal(capsys, ["sweep", *words, name, *(["SELECT 1"] if words == ["query"] else [])])
    assert not list(tmp_path.iterdir())


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path, lived):
    assert status(network(tmp_path / ("n" * 255))) == 0
    lived.save(tmp_path / ("r" * 255))
    assert Run.load(tmp_path / ("r" * 255)).id == lived.id
    Simulation("classroom", 1, 2).save(tmp_path / ("s" * 255))
    assert sorted(len(path.name) for path in tmp_path.iterdir()) == [255] * 3


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_no_litter(tmp_path):
    path = tmp_path / "x"
    write(path, b"old")

    def half(file):
        file.write(b"ha")
        raise OSError(28, "no space")

    with pytest.raises(OSError):
        write(path, half)
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_many_files_are_written_together_or_not_at_all(tmp_path):
    ours = MADE_BY.encode()
    write_all(tmp_path / "new", {"a": ours, "b": ours})
    (tmp_path / "new" / "b").write_bytes(b"a stranger's")
    with pytest.raises(BadInput, match="did not write"):
        write_all(tmp_path / "new", {"a": ours + b"2", "b": ours})
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a": ours, "b": b"a stranger's"}


def test_an_empty_file_is_nobodys(tmp_path):
    (tmp_path / "x").touch()
    assert replaceable(tmp_path / "x") == tmp_path / "x"
