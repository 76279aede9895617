"""What a script learns from the end of a command: its code, one sentence, and never a traceback."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.demo import make_plan
from picaflor.app.plan import write_plan
from picaflor.engine.instructions import StopTrading
from picaflor.engine.records import Kind, write_told
from picaflor.faces.cli.program import run
from picaflor.storage.journal import JournalWriter
from picaflor.storage.segments import CRC, PREFIX, list_segments, load
from tests.faces.nursery import Child, nursery
from tests.faces.processes import PICAFLOR, children, finish, runs, start
from tests.faces.transcript import environment

SETTLED = 30.0  # seconds within which a child that was told to end has ended; nothing here is measured


def demo_home(home: Path) -> Path:
    return home / ".local/share/picaflor/emulated/demo"


def journal(folder: Path, change: dict[str, Any] | None = None, told: bytes | None = None) -> Path:
    """A recording of one word, in three segments."""
    plan = {**write_plan(make_plan(7, range(1, 100))), "version": "9.9.9", **(change or {})}
    writer = JournalWriter(folder, plan, segment_bytes=1, sync="inline")
    for at_ns in range(1, 4):
        writer.add((Kind.TOLD, at_ns, told or write_told(StopTrading("enough"))))
        writer.flush()
    writer.close()
    return folder


def flip(folder: Path) -> None:
    path = list_segments(folder)[1].path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def newer(folder: Path) -> None:
    """The first segment as format 2 would begin, checksum included."""
    segment = list_segments(folder)[0]
    data = load(segment)
    magic, _, run, number, length = PREFIX.unpack_from(data)
    prefix = PREFIX.pack(magic, 2, run, number, length)
    begin = PREFIX.size + CRC.size
    crc = CRC.pack(zlib.crc32(data[begin : begin + length], zlib.crc32(prefix)))
    segment.path.unlink()
    (folder / f"{segment.name.stem}.seg").write_bytes(prefix + crc + data[begin:])


def unreadable(folder: Path) -> None:
    """A folder where a segment should be: nobody can read that, root included."""
    segment = list_segments(folder)[0]
    segment.path.unlink()
    (folder / f"{segment.name.stem}.seg").mkdir()


BROKEN: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "a damaged segment": (flip, 1, "is damaged at byte"),
    "a later format": (newer, 3, "has journal format 2 and this program reads 1: use the newer program"),
    "a segment that cannot be read": (unreadable, 3, "cannot read"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_recording_that_cannot_be_read(how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_it, code, said = BROKEN[how]
    folder = journal(tmp_path / "journal")
    assert run(["replay", str(folder)]) == 0
    break_it(folder)
    assert run(["replay", str(folder)]) == code
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "told"), [({"limits": 5}, None), ({"seats": [{}]}, None), (None, b'{"noun": "Levitate"}')]
)
def test_a_recording_of_another_version(
    change: dict[str, Any] | None, told: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", str(journal(tmp_path / "journal", change, told))]) == 3
    assert "made by picaflor 9.9.9" in capsys.readouterr().err


def test_a_second_one_in_the_same_home_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    first = start(tmp_path, "demo", "--json")
    try:
        assert first.stdout is not None
        assert json.loads(first.stdout.readline())["kind"] == "status"
        code, out, err = finish(start(tmp_path, "demo", "--for", "1s", "--json"))
        assert (code, out) == (9, "")
        assert err == f"picaflor: {demo_home(tmp_path)} is in use by process {first.pid}: stop that one first\n"
    finally:
        first.send_signal(signal.SIGTERM)
        code, out, err = finish(first)
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["kind"] == "summary"


def test_nobody_left_to_read_ends_the_run_in_good_order(tmp_path: Path) -> None:
    with start(tmp_path, "demo", "--json") as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        assert (child.stderr.read(), child.wait(SETTLED)) == ("", 0)
    assert (demo_home(tmp_path) / "run-000001/picaflor.db").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the child in /proc and waits for it by a pidfd")
def test_after_kill_9_no_emulator_is_left_and_the_home_is_free(tmp_path: Path) -> None:
    child = start(tmp_path, "demo", "--json")
    assert child.stdout is not None
    child.stdout.readline()
    (emulator,) = children(child.pid)
    watch = os.pidfd_open(emulator)
    child.kill()
    child.communicate()
    assert select.select([watch], [], [], SETTLED)[0], "the emulator outlived its run"
    os.close(watch)
    assert not runs(emulator)
    code, _, err = finish(start(tmp_path, "demo", "--for", "1s", "--json"))
    assert (code, err) == (0, "")


def at_a_terminal(home: Path) -> tuple[Child, int]:
    """The main job with a terminal of its own, and our end of that."""
    ours, theirs = pty.openpty()
    env = {**environment(home), "PATH": os.environ["PATH"], "TERM": "xterm", "NO_COLOR": "1"}
    child = nursery().start(home, ["demo"], env, [theirs] * 3, tty=True)
    os.close(theirs)
    return child, ours


def until(word: str, terminal: int) -> str:
    said = ""
    while word not in said and (chunk := _read(terminal)):
        said += chunk
    assert word in said, said
    return said


def the_rest(terminal: int) -> str:
    said = ""
    while chunk := _read(terminal):
        said += chunk
    return said


def test_ctrl_c_at_a_terminal_winds_down_and_sums_up(tmp_path: Path) -> None:
    """The key goes to the whole foreground group, and the emulated venue must survive it until the orders are cancelled."""
    child, terminal = at_a_terminal(tmp_path)
    said = until("ours: buy", terminal)
    os.write(terminal, b"\x03")
    said += the_rest(terminal)
    os.close(terminal)
    assert child.wait(SETTLED) == 0, said
    assert "Orders: all proven cancelled" in said
    assert "Profit by our fills:" in said
    assert "Traceback" not in said
    assert "\r\x1b[2K" in said, "the status line is rewritten in place"
    assert "\x1b[1m" not in said, "no colour was asked for"


def test_a_terminal_that_is_closed_winds_down_too(tmp_path: Path) -> None:
    child, terminal = at_a_terminal(tmp_path)
    until("ours: buy", terminal)
    os.close(terminal)
    assert child.wait(SETTLED) == 0
    assert (demo_home(tmp_path) / "run-000001/picaflor.db").exists()


def _read(fd: int) -> str:
    try:
        return os.read(fd, 4096).decode(errors="replace")
    except OSError:  # how Linux says that the other end of a terminal is closed
        return ""


@pytest.mark.parametrize("words", [["venues"], ["config", "--schema"], ["--help"], ["doctor"]])
def test_a_closed_pipe_is_no_error(words: list[str], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(
        [*PICAFLOR, *words], cwd=tmp_path, env=environment(tmp_path), stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (child.returncode, child.stderr) == (0, b"")
