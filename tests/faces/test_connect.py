"""`connect` word for word, at a terminal, for every row of the table; and what it says of everything that can go wrong.

The keys are canaries: they are looked for on every screen and in every file.
"""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.houses import house_of
from picaflor.venues import ROWS, load
from tests.faces.processes import finish, run, start
from tests.faces.terminal import converse

PASSWORD = "correct-horse-battery"
HOUSES = sorted({house_of(name) for name in ROWS})
VAULT = [("Vault password: ", f"{PASSWORD}\n")]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """An emulated venue for each house, with a first customer whose key may only trade."""
    home = tmp_path_factory.mktemp("houses")
    with ExitStack() as stack:
        children = {house: stack.enter_context(start(home, "emulate", house, "--json")) for house in HOUSES}
        found = {}
        for house, child in children.items():
            assert child.stdout is not None
            found[house] = json.loads(child.stdout.readline())
        yield found
        for child in children.values():
            child.terminate()


@pytest.fixture
def hello(houses: dict[str, dict[str, Any]], tmp_path: Path) -> dict[str, dict[str, Any]]:
    for house, line in houses.items():
        (tmp_path / f"{house}.json").write_text(json.dumps(line))
    return houses


def answers(row: str, account: dict[str, Any], **wrong: str) -> list[tuple[str, str]]:
    said = {**account, **wrong}
    return [(credential.prompt, f"{said[credential.name]}\n") for credential in load(row).credentials]


def prompts(row: str) -> str:
    return "".join(f"{credential.prompt}\n" for credential in load(row).credentials)


def leaks(home: Path, account: dict[str, Any], screen: str) -> list[str]:
    """Where a secret of this account can be read."""
    secrets = [account[name] for name in ("api_key", "secret", "passphrase", "memo") if account[name]] + [PASSWORD]
    files = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".json"]
    found = [str(path) for path in files if any(secret.encode() in path.read_bytes() for secret in secrets)]
    return found + ["the screen"] * any(secret in screen for secret in secrets)


def connect(home: Path, row: str, *more: str) -> list[str]:
    """With a minute for the venue: on a busy machine an emulated one may not get its turn for ten seconds."""
    return ["connect", row, "--endpoint", f"{house_of(row)}.json", "--within", "60s", *more]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_word_for_word(row: str, tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    account = hello[house_of(row)]["accounts"][0]
    code, screen = converse(tmp_path, connect(tmp_path, row), [*answers(row, account), *VAULT, *VAULT])
    life = "" if load(row).life == "open" else screen.partition("\n")[0] + "\n"
    assert not life or str(load(row).life_date) in life
    told = f"{life}{prompts(row)}Vault password: \nVault password: \nYou are now connected to {row}\n"
    assert (code, screen) == (0, told)
    assert (tmp_path / ".local/share/picaflor/vault").stat().st_mode & 0o777 == 0o600
    assert leaks(tmp_path, account, screen) == []


@pytest.mark.parametrize("row", ROWS)
def test_a_paper_twin_needs_no_keys(row: str, tmp_path: Path) -> None:
    code, out, err = finish(start(tmp_path, "connect", f"{row}_paper_trade"))
    assert (code, out, err) == (0, f"You are now connected to {row}_paper_trade\n", "")
    assert not (tmp_path / ".local/share/picaflor/vault").exists()


@pytest.mark.parametrize("row", ROWS)
def test_what_the_venue_does_not_know_is_not_stored(row: str, tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    account = hello[house_of(row)]["accounts"][0]
    for credential in load(row).credentials:
        given = answers(row, account, **{credential.name: "another-" + account[credential.name][:20]})
        code, screen = converse(tmp_path, connect(tmp_path, row), given)
        *_, sentence = screen.splitlines()
        assert code == 3
        assert re.match(rf"picaflor: {row} does not accept these keys \(\S+\): [A-Z][^.]*\.", sentence), screen
        assert leaks(tmp_path, account, screen) == []
    assert not (tmp_path / ".local/share/picaflor/vault").exists()


def test_a_wrong_passphrase_has_a_sentence_of_its_own(tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    account = hello["bitget"]["accounts"][0]
    code, screen = converse(tmp_path, connect(tmp_path, "bitget"), answers("bitget", account, passphrase="mine"))
    assert code == 3
    assert "(40012): The API key and the passphrase do not belong together." in screen


ORDERED = (
    ("bitget", "40018", 3, "does not accept these keys (40018): This address is not on the key's list of addresses."),
    ("bitget", "40014", 3, "does not accept these keys (40014): The key lacks a permission"),
    ("bitget", "40008", 3, "does not accept the time of the request (40008)"),
    ("hitbtc", "20080", 7, "is down (20080)"),
)


@pytest.mark.parametrize(("row", "code", "exit_code", "sentence"), ORDERED)
def test_what_else_a_venue_may_say(
    row: str, code: str, exit_code: int, sentence: str, tmp_path: Path, hello: dict[str, dict[str, Any]]
) -> None:
    times = 2 if "down" in sentence else 1  # then it is asked again
    order = {"kind": "code", "code": code, "of": "questions", "times": times}
    urllib.request.urlopen(f"{hello[row]['control']}/faults", json.dumps(order).encode()).close()
    left, screen = converse(tmp_path, connect(tmp_path, row), answers(row, hello[row]["accounts"][0]))
    assert (left, sentence in screen) == (exit_code, True), screen


def script(home: Path, words: list[str], given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    code, out, err = run(home, *words, given=given, **more)
    return subprocess.CompletedProcess(words, code, out, err)


def variables(row: str, account: dict[str, Any]) -> dict[str, str]:
    words = {f"PICAFLOR_{row}_{c.name}".upper(): account[c.name] for c in load(row).credentials}
    return {**words, "PICAFLOR_PASSWORD": PASSWORD}


def test_a_script_answers_by_its_environment(tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    account = hello["bitget"]["accounts"][0]
    done = script(tmp_path, connect(tmp_path, "bitget", "--json"), **variables("bitget", account))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"id": "bitget", "account": "main", "connected": True, "world": "emulated"}
    again = script(tmp_path, connect(tmp_path, "bitget", "--account", "second"), **variables("bitget", account))
    assert again.stdout == "You are now connected to bitget\n"
    asked = ["connect", "--endpoint", "bitget.json", "--json", "--within", "60s"]
    table = script(tmp_path, asked, PICAFLOR_PASSWORD=PASSWORD)
    lines = [json.loads(line) for line in table.stdout.splitlines()]
    confirmed = [(line["id"], line["account"], line["world"]) for line in lines if line["keys_confirmed"]]
    assert confirmed == [("bitget", "main", "emulated"), ("bitget", "second", "emulated")]
    assert {line["id"] for line in lines} >= set(ROWS)
    wrong = script(tmp_path, ["disconnect", "bitget", "--emulated"], PICAFLOR_PASSWORD="something else")
    assert (wrong.returncode, "does not open" in wrong.stderr) == (3, True)
    gone = script(tmp_path, ["disconnect", "bitget", "--emulated"], PICAFLOR_PASSWORD=PASSWORD)
    assert gone.stdout == "The keys of bitget@emulated are removed from this machine\n"
    assert script(tmp_path, ["disconnect", "bitget", "--emulated"], PICAFLOR_PASSWORD=PASSWORD).returncode == 4
    assert leaks(tmp_path, account, "".join((done.stdout, again.stdout, table.stdout, wrong.stderr))) == []


def test_one_venue_that_is_down_delays_no_other(tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    """The keys of both are good; the second one's host refuses connections."""
    for row in ("bitget", "hitbtc"):
        script(tmp_path, connect(tmp_path, row), **variables(row, hello[row]["accounts"][0]))
    hosts = hello["bitget"]["hosts"] | dict.fromkeys(hello["hitbtc"]["hosts"], "http://127.0.0.1:1")
    (tmp_path / "both.json").write_text(json.dumps({"hosts": hosts}))
    asked = ["connect", "--endpoint", "both.json", "--json", "--within", "60s"]
    done = script(tmp_path, asked, PICAFLOR_PASSWORD=PASSWORD)
    said = {line["id"]: line for line in map(json.loads, done.stdout.splitlines()) if line["keys_added"]}
    assert done.returncode == 1
    assert (said["bitget"]["keys_confirmed"], said["hitbtc"]["keys_confirmed"]) == (True, False)
    assert "cannot be reached: 127.0.0.1:1 refused the connection" in said["hitbtc"]["note"]


def test_a_key_that_may_withdraw_is_warned_about_and_asked_for_again(tmp_path: Path) -> None:
    account = {"api_key": "canary-key", "secret": "canary-secret", "passphrase": "canary-pass", "memo": None}
    rights = ["read", "trade", "withdraw"]
    customer = {name: word for name, word in account.items() if word}
    (tmp_path / "accounts.json").write_text(json.dumps([{**customer, "rights": rights}]))
    with start(tmp_path, "emulate", "bitget", "--json", "--accounts", "accounts.json") as child:
        assert child.stdout is not None
        (tmp_path / "bitget.json").write_text(child.stdout.readline())
        question = "This key may withdraw, and nothing here ever withdraws: make one that may only read and trade."
        typed = [*answers("bitget", account), ("Store it all the same? [y/N] ", "n\n")]
        code, screen = converse(tmp_path, connect(tmp_path, "bitget"), typed)
        told = f"{prompts('bitget')}{question} Store it all the same? [y/N] n\n"
        assert (code, screen) == (1, f"{told}picaflor: the keys of bitget@emulated were not stored\n")
        typed = [*typed[:-1], (typed[-1][0], "y\n"), *VAULT, *VAULT]
        code, screen = converse(tmp_path, connect(tmp_path, "bitget_perpetual"), typed)
        assert (code, screen.splitlines()[-1]) == (0, "You are now connected to bitget_perpetual")
        assert leaks(tmp_path, account, screen) == []
        child.terminate()


def test_a_mistyped_password_is_asked_for_again_and_old_keys_are_not_replaced_unasked(
    tmp_path: Path, hello: dict[str, dict[str, Any]]
) -> None:
    account = hello["hitbtc"]["accounts"][0]
    assert script(tmp_path, connect(tmp_path, "hitbtc"), **variables("hitbtc", account)).returncode == 0
    replace = "There are keys of hitbtc@emulated already. Replace them once the new ones are checked? [y/N] "
    code, screen = converse(tmp_path, connect(tmp_path, "hitbtc"), [(replace, "\n")])
    assert (code, screen) == (1, f"{replace}\npicaflor: the keys of hitbtc@emulated were left as they were\n")
    mistyped = [("Vault password: ", "not this one\n"), *VAULT]
    code, screen = converse(
        tmp_path, connect(tmp_path, "hitbtc"), [(replace, "y\n"), *answers("hitbtc", account), *mistyped]
    )
    asked = "Vault password: \nThat is not its password; once more:\nVault password: \n"
    told = f"{replace}y\n{prompts('hitbtc')}{asked}You are now connected to hitbtc\n"
    assert (code, screen) == (0, told)


def test_nobody_to_answer_is_a_sentence(tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    done = script(tmp_path, connect(tmp_path, "bitget"))
    assert (done.returncode, done.stdout) == (3, "Enter your Bitget API key >>> \n")
    assert done.stderr == "picaflor: nobody answered 'Enter your Bitget API key': nothing was stored\n"


def test_a_new_password_opens_the_vault_and_the_old_one_does_not(
    tmp_path: Path, hello: dict[str, dict[str, Any]]
) -> None:
    account = hello["hitbtc"]["accounts"][0]
    assert script(tmp_path, connect(tmp_path, "hitbtc"), **variables("hitbtc", account)).returncode == 0
    new = [("New vault password: ", "another-password\n")] * 2
    code, screen = converse(tmp_path, ["password"], [("Old vault password: ", f"{PASSWORD}\n"), *new])
    told = "Old vault password: \nNew vault password: \nNew vault password: \nThe vault has the new password\n"
    assert (code, screen) == (0, told)
    for password, left in (("another-password", 0), (PASSWORD, 3)):
        words = ["balance", "hitbtc", "--endpoint", "hitbtc.json"]
        assert script(tmp_path, words, PICAFLOR_PASSWORD=password).returncode == left


def test_following_ends_with_ctrl_c_and_shows_what_changed(tmp_path: Path, hello: dict[str, dict[str, Any]]) -> None:
    words = ["ticker", "bitget", "BTC-USDT", "--watch", "--endpoint", "bitget.json"]
    code, screen = converse(tmp_path, words, [("change 24h percent\n".replace("\n", "\r\n"), ""), ("BTC-USDT", "\x03")])
    assert code == 0
    assert "\x1b[H\x1b[2J" in screen
    assert "Traceback" not in screen
