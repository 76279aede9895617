"""Every command does what its transcript says, and the page of commands is the transcripts.

PICAFLOR_WRITE_DOCS=1 writes what is printed now into transcripts that differ, and the page: look at the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.app.bot_files import HAND, NUMBER
from picaflor.app.configuration import places_of
from picaflor.app.keyring import Keyring
from picaflor.app.plan import write_plan
from picaflor.faces.cli.program import COMMANDS, run
from picaflor.settings.places import World
from picaflor.storage.journal import JournalWriter
from tests.faces.processes import start
from tests.faces.transcript import FOLDER, PAGE, Typed, environment, page, perform, read, same, source
from tests.quick_vault import remembered_passwords
from tests.worlds import make_world

WRITE = bool(os.environ.get("PICAFLOR_WRITE_DOCS"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(home: Path) -> None:
    """The session that `replay` and `report` are shown: in memory, in virtual time, so the same on every machine."""
    world = make_world(seed=1)
    world.run(20)
    world.run_until_quiet()
    ((plan, journal),) = world.runs
    writer = JournalWriter(home / ".local/share/picaflor/emulated/demo/run-000001", write_plan(plan), sync="inline")
    for line in journal.lines:
        writer.add(line)
    writer.close()


def test_there_is_a_transcript_for_each_command() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(COMMANDS)


BOTS = ("status", "stop", "logs", "history", "export", "panic", "buy", "sell", "cancel")
HANDS = {"buy": "b0", "sell": "c0", "cancel": "d0", "panic": "e0"}  # homes on one account, which is one too few
SETUPS = ("leverage", "position-mode")
ACCOUNT = ("balance", "orders", "fills", "positions", *SETUPS, "start", "doctor", *BOTS)
PUBLIC = ("candles", "connect", "markets", "ticker", "book", "trades", "funding")
MAKER = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
spread_bps = 13
"""
PASSWORD = "a-long-password"


@pytest.fixture(scope="module")
def bitget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The line of an emulated venue."""
    with start(tmp_path_factory.mktemp("venue"), "emulate", "bitget", "--json") as child:
        assert child.stdout is not None
        yield child.stdout.readline()
        child.terminate()


@pytest.fixture(autouse=True, scope="module")
def remembered() -> Iterator[None]:
    with remembered_passwords():
        yield


VAULTS: dict[str, bytes] = {}  # by the key that is in it


def _vault(fields: dict[str, str]) -> None:
    """The same for every transcript: its password is worked out once."""
    places = places_of(None)
    if kept := VAULTS.get(fields["api_key"]):
        places.make(places.vault.parent)
        places.vault.touch(0o600)
        places.vault.write_bytes(kept)
        return
    for row in ("bitget", "bitget_perpetual"):
        Keyring(places, str).put(f"{row}@emulated", fields)
    VAULTS[fields["api_key"]] = places.vault.read_bytes()


@pytest.fixture
def emulated(
    home: Path, bitget: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """`hello.json` in the home of transcripts that show a venue, and keys of it where they show an account."""
    name = request.node.callspec.params["name"]
    if name in ("transfer", "margin"):
        with start(home, "emulate", "hitbtc", "--json") as child:
            assert child.stdout is not None
            line = child.stdout.readline()
            (home / "hello.json").write_text(line)
            keys = json.loads(line)["accounts"][0]
            monkeypatch.setenv("PICAFLOR_PASSWORD", PASSWORD)
            for row in ("hitbtc", "hitbtc_margin"):
                said = {field: keys[field] for field in ("api_key", "secret")}
                Keyring(places_of(None), str).put(f"{row}@emulated", said)
            yield
            child.terminate()
        return
    if name not in PUBLIC + ACCOUNT:
        yield
        return
    (home / "hello.json").write_text(bitget)
    keys = json.loads(bitget)["accounts"][0]
    typed = [keys["api_key"], keys["secret"], keys["passphrase"], PASSWORD, PASSWORD, ""]
    (home / "answers").write_text("\n".join(typed))
    (home / "mistyped").write_text("\n".join([*typed[:2], "mistyped", ""]))
    if name in ACCOUNT:
        (home / "maker.toml").write_text(MAKER)
        monkeypatch.setenv("PICAFLOR_PASSWORD", PASSWORD)
        fields = {field: keys[field] for field in ("api_key", "secret", "passphrase")}
        _vault(fields)
    if name in HANDS:
        hand = places_of(None).world(World.EMULATED) / HAND
        hand.mkdir(parents=True)
        (hand / NUMBER).write_text(HANDS[name])
    yield
    if name in BOTS:
        run(["stop"])  # what a transcript that went wrong left running


@pytest.mark.usefixtures("emulated")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_its_transcript_says(name: str, home: Path) -> None:
    if name in ("replay", "report"):
        record(home)
    now, differences = "", []
    for part in read(source(name)):
        if isinstance(part, Typed):
            printed = perform(part.command, home)
            if not same(part.printed, printed):
                differences.append("\n".join([f"$ {part.command}", *printed]))
                part.printed = printed
            now += part.text()
        else:
            now += part
    if WRITE:
        (FOLDER / f"{name}.txt").write_text(now)
    else:
        assert not differences, "\n".join(["printed, and not in the transcript:", *differences])
        assert now == source(name), "a transcript that cannot be read back"


def test_the_page_of_commands_is_the_transcripts() -> None:
    if WRITE:
        PAGE.write_text(page())
    assert PAGE.read_text() == page()


@pytest.mark.parametrize(
    ("expected", "printed", "equal"),
    [
        (["a … c"], ["a b c"], True),
        (["a … c"], ["a b d"], False),
        (["…", "z"], ["x", "y", "z"], True),
        (["…", "z"], ["z"], True),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_how_output_is_compared(expected: list[str], printed: list[str], equal: bool) -> None:
    assert same(expected, printed) is equal
