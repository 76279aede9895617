"""The vault as commands use it: who is asked for its password, how often, and what is never asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.app.keyring import DIFFER, PROMPT, WRONG, Keyring
from picaflor.app.problems import Credentials
from picaflor.settings.places import Places
from picaflor.settings.problems import VaultMissing, WrongPassword
from picaflor.wire.auth import PlainKeys
from tests.quick_vault import quick_vaults

FIELDS = {"api_key": "k", "secret": "s", "passphrase": "p"}


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    with quick_vaults():
        yield


class Person:
    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.answers.pop(0)


def ring(home: Path, person: Person, **environment: str) -> Keyring:
    return Keyring(Places(home, home / "data"), person, environment)


def test_the_first_time_it_is_asked_for_twice_and_then_once(tmp_path: Path) -> None:
    first = Person("a-password", "a-password")
    ring(tmp_path, first).put("bitget", FIELDS)
    assert first.prompts == [PROMPT, PROMPT]
    later = Person("mistyped!", "a-password")
    keyring = ring(tmp_path, later)
    assert keyring.names() == ["bitget"]
    assert later.prompts == []
    assert keyring.get("bitget") == PlainKeys("k", "s", "p")
    keyring.remove("bitget")
    assert (later.prompts, keyring.names()) == ([PROMPT, PROMPT], [])


def test_what_kind_of_account_it_is_lies_beside_its_keys(tmp_path: Path) -> None:
    keyring = ring(tmp_path, Person(), PICAFLOR_PASSWORD="a-password")
    keyring.put("bitget", FIELDS, "classic")
    keyring.put("hitbtc", FIELDS)
    assert [keyring.kind_of(name) for name in ("bitget", "hitbtc")] == ["classic", ""]
    keyring.remember("bitget", "unified")
    again = ring(tmp_path, Person(), PICAFLOR_PASSWORD="a-password")
    assert (again.kind_of("bitget"), again.get("bitget")) == ("unified", PlainKeys("k", "s", "p"))


def test_two_that_differ_or_are_weak_are_asked_for_again_and_in_the_end_store_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    answers = ("a-password", "b-password", "weak", "a-password", "c-password")
    person = Person(*answers)
    with pytest.raises(Credentials, match="differ"):
        Keyring(Places(tmp_path, tmp_path / "data"), person, {}, tell=told.append).put("bitget", FIELDS)
    assert (person.answers, person.prompts) == ([], [PROMPT] * 5)
    assert told == [DIFFER, "the password needs 8 to 1024 characters: choose another"]
    assert ring(tmp_path, Person()).names() == []
    third = Person("a-password", "b-password", "weak", "a-password", "a-password")
    ring(tmp_path, third).put("bitget", FIELDS)
    assert ring(tmp_path, Person("a-password")).get("bitget").secret == "s"
    with pytest.raises(Credentials, match="differ"):
        Keyring(Places(tmp_path, tmp_path / "more"), Person("a-password", "b-password"), {}, tries=1).put("x", FIELDS)


def test_a_person_hears_why_he_is_asked_again(tmp_path: Path) -> None:
    ring(tmp_path, Person("a-password", "a-password")).put("bitget", FIELDS)
    told: list[str] = []
    person = Person("mistyped", "a-password")
    keyring = Keyring(Places(tmp_path, tmp_path / "data"), person, {}, tell=told.append)
    assert (keyring.get("bitget").secret, told) == ("s", [WRONG])


def test_a_script_says_it_in_its_environment_and_is_heard_once(tmp_path: Path) -> None:
    nobody = Person()
    ring(tmp_path, nobody, PICAFLOR_PASSWORD="a-password").put("bitget", FIELDS)
    with pytest.raises(WrongPassword):
        ring(tmp_path, nobody, PICAFLOR_PASSWORD="b-password").get("bitget")
    assert nobody.prompts == []
    with pytest.raises(WrongPassword):
        ring(tmp_path, Person("x1234567", "y1234567", "z1234567")).get("bitget")


@pytest.mark.parametrize(("theirs", "both"), [("a-password", True), ("b-password", False)])
def test_two_who_make_the_first_vault_at_once_share_it_if_they_know_its_password(
    theirs: str, both: bool, tmp_path: Path
) -> None:
    def while_the_other_is_quicker(_prompt: str) -> str:
        if not (tmp_path / "data/vault").exists():
            ring(tmp_path, Person(), PICAFLOR_PASSWORD=theirs).put("hitbtc", FIELDS)
        return "a-password"

    keyring = Keyring(Places(tmp_path, tmp_path / "data"), while_the_other_is_quicker, {})
    if both:
        keyring.put("bitget", FIELDS)
    else:
        with pytest.raises(WrongPassword):
            keyring.put("bitget", FIELDS)
    assert ring(tmp_path, Person()).names() == ["bitget", "hitbtc"][0 if both else 1 :]


def test_a_new_password(tmp_path: Path) -> None:
    ring(tmp_path, Person("a-password", "a-password")).put("bitget", FIELDS)
    person = Person("mistyped", "a-password", "b-password", "b-password")
    ring(tmp_path, person).change_password()
    assert person.prompts == ["Old vault password: "] * 2 + ["New vault password: "] * 2
    assert ring(tmp_path, Person("b-password")).get("bitget").secret == "s"
    with pytest.raises(VaultMissing):
        ring(tmp_path / "other", Person("a-password")).change_password()


def test_in_a_shell_a_vault_stays_open_for_the_commands_to_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(tmp_path, Person("a-password", "a-password")).put("bitget", FIELDS)
    monkeypatch.setattr(Keyring, "_kept", None)
    Keyring.keep_open()
    assert ring(tmp_path, Person("a-password")).get("bitget").secret == "s"
    nobody = Person()
    assert ring(tmp_path, nobody).get("bitget").secret == "s"
    assert nobody.prompts == []
    ring(tmp_path, Person("a-password", "b-password", "b-password")).change_password()
    ring(tmp_path, nobody).put("hitbtc", FIELDS)
    assert nobody.prompts == []
    (tmp_path / "other").mkdir()
    with pytest.raises(VaultMissing):
        ring(tmp_path / "other", Person("a-password")).remove("bitget")
