"""No secret in any artefact of a run: what it prints, writes and shows of itself while it runs is searched for its keys.

The emulated venue's own line, which a caller reads over a pipe, is the one place where they may stand.
"""

from __future__ import annotations

import base64
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from picaflor.app.demo import make_plan
from picaflor.app.emulate import emulated_keys
from picaflor.app.plan import write_plan
from picaflor.live.pump import Outside
from picaflor.settings.secret import Secret
from picaflor.storage.journal import JournalWriter
from picaflor.storage.segments import list_segments, load
from picaflor.storage.tables import Batch, Database, Progress
from picaflor.transport.hosts import Hosts
from picaflor.venues import ROWS
from picaflor.venues import load as load_venue
from picaflor.wire.net import Request
from tests.faces.processes import children, finish, start

SEED = 4242
KEYS = emulated_keys(SEED)
SIGNED = re.compile(rb'ACCESS-SIGN|ACCESS-PASSPHRASE|"sign"\s*:|"passphrase"\s*:|signature=', re.IGNORECASE)
Artefacts = dict[str, bytes]


def disguises(word: str) -> list[bytes]:
    raw = word.encode()
    return [raw, raw[::-1], raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), quote(word).encode(), raw.upper()]


NEEDLES = [form for word in (KEYS.secret, KEYS.passphrase) for form in disguises(word)]


def hits(artefacts: Artefacts) -> list[str]:
    return [
        name
        for name, data in artefacts.items()
        if any(needle in data for needle in NEEDLES) or SIGNED.search(data) is not None
    ]


def files_of(home: Path) -> Artefacts:
    """Every file as it is, and journals unpacked as well."""
    found = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for folder in {path.parent for path in home.rglob("r*-*.*")}:
        for segment in list_segments(folder):
            found[f"{segment.path.relative_to(home)} unpacked"] = load(segment)
    return found


def processes_of(pid: int) -> Artefacts:
    if sys.platform != "linux":
        return {}
    found: Artefacts = {}
    for who, number in [("the run", pid), *(("the emulated venue", child) for child in children(pid))]:
        with suppress(ProcessLookupError, FileNotFoundError):  # a child that is gone by now has nothing to show
            told = {f"{what} of {who}": Path(f"/proc/{number}/{what}").read_bytes() for what in ("cmdline", "environ")}
            found |= told
    return found


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    """A run of the main job, searched while it trades and after it, and what other commands say of it."""
    home = tmp_path_factory.mktemp("home")
    child = start(home, "demo", "--for", "3s", "--seed", str(SEED), "--json")
    assert child.stdout is not None
    first = child.stdout.readline()
    found = {f"{name}, while running": data for name, data in (processes_of(child.pid) | files_of(home)).items()}
    code, out, err = finish(child)
    assert code == 0, err
    found |= {"what the run printed": (first + out).encode(), "what both complained": err.encode()}
    journal = home / ".local/share/picaflor/emulated/demo/run-000001"
    for words in (["replay", str(journal)], ["replay", str(journal), "--json"], ["doctor", "--json"], ["config"]):
        code, out, err = finish(start(home, *words))
        assert code == 0, err
        found[" ".join(words[:1] + words[2:])] = (out + err).encode()
    return found | files_of(home)


def test_no_artefact_holds_a_secret_or_a_signature(artefacts: Artefacts) -> None:
    assert hits(artefacts) == []


def test_everything_was_searched(artefacts: Artefacts) -> None:
    names = " ".join(artefacts)
    for part in (".open, while running", ".seg.gz ", ".seg.gz unpacked", "picaflor.db", "/ids", "what the run printed"):
        assert part in names, part
    if sys.platform == "linux":
        assert "cmdline of the emulated venue, while running" in artefacts
        assert str(SEED).encode() in artefacts["cmdline of the emulated venue, while running"]
    unpacked = b"".join(data for name, data in artefacts.items() if name.endswith("unpacked"))
    assert b"/api/v2/spot/trade/place-order" in unpacked, "signed requests were among them"
    assert all(data for name, data in artefacts.items() if "printed" in name or "cmdline" in name)


def in_a_packed_journal(home: Path) -> None:
    writer = JournalWriter(home / "journal", write_plan(make_plan(1, range(1, 9))), sync="inline")
    writer.add((5, 1, b"x" * 999 + KEYS.secret.encode() + b"y" * 999))
    writer.close()


def in_a_database(home: Path) -> None:
    tables = Database.open(home / "picaflor.db")
    batch = Batch(Progress(1, 1))
    row = {"run": 1, "started_ns": 1, "ended_ns": None, "world": "emulated", "header": f"<{KEYS.passphrase}>"}
    batch.add("runs", row)
    tables.write(batch)
    tables.close()


def as_a_header(home: Path) -> None:
    (home / "log").write_text("sent\naccess-sign: abc=\n")


def in_disguise(home: Path) -> None:
    (home / "log").write_bytes(base64.b64encode(KEYS.secret.encode()))


@pytest.mark.parametrize("plant", [in_a_packed_journal, in_a_database, as_a_header, in_disguise])
def test_a_planted_one_is_found(plant: Callable[[Path], None], tmp_path: Path) -> None:
    plant(tmp_path)
    assert hits(files_of(tmp_path)) != []


def test_the_emulated_venues_line_is_the_one_place(tmp_path: Path) -> None:
    code, out, err = finish(start(tmp_path, "emulate", "bitget", "--seed", str(SEED), "--until-eof"))
    hello, *rest = out.splitlines()
    assert (code, len(rest)) == (0, 1)
    assert KEYS.secret in hello
    assert hits({"rest": rest[0].encode(), "complaints": err.encode(), **files_of(tmp_path)}) == []


@pytest.mark.parametrize("venue", ROWS)
def test_nothing_that_holds_keys_shows_them(venue: str) -> None:
    outside = Outside(load_venue(venue), KEYS, Hosts({"x": "http://127.0.0.1:1"}))
    signed = outside.venue.auth.sign(Request("POST", "x", "/y", "a=b", b"{}"), KEYS, 10**18)
    shown = [f"{thing} {thing!r} {[thing]}" for thing in (KEYS, outside, signed, Secret(KEYS.secret))]
    assert not any(needle.decode() in text for text in shown for needle in NEEDLES)
    assert signed != Request("POST", "x", "/y", "a=b", b"{}"), "it was signed"


def test_a_traceback_with_all_its_locals_shows_none() -> None:
    def fail() -> None:
        keys, secret = KEYS, Secret(KEYS.secret)
        signed = load_venue("bitget").auth.sign(Request("GET", "x", "/y"), keys, 10**18)
        raise ValueError(f"{keys} {secret} {signed}")

    try:
        fail()
    except ValueError as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "signed = Request(" in text
    assert not any(needle.decode() in text for needle in NEEDLES)
