"""The vault as commands use it: opened with a password that somebody is asked for at most once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from picaflor.app.problems import Credentials
from picaflor.settings.places import Places
from picaflor.settings.problems import VaultExists, WeakPassword, WrongPassword
from picaflor.settings.vault import Vault, refuse_weak, stored_names
from picaflor.wire.auth import PlainKeys

VARIABLE = "PICAFLOR_PASSWORD"
TRIES = 3
KIND = "account_kind"  # beside the keys
AskPassword = Callable[[str], str]  # given the prompt; raises Credentials where there is nobody to ask
PROMPT = "Vault password: "
WRONG, DIFFER = "That is not its password; once more:", "The two differ; once more:"


def unsaid(_words: str) -> None:
    """To whom nobody listens."""


class Differ(Credentials):
    """Typed twice, and not the same."""


class Keyring:
    _kept: dict[Path, Vault] | None = None  # of this process, where somebody stays for more than one command

    @classmethod
    def keep_open(cls) -> None:
        """From now on a vault that was opened once stays open until the process ends."""
        cls._kept = {}

    def __init__(
        self,
        places: Places,
        ask: AskPassword,
        environment: Mapping[str, str] = os.environ,
        tries: int = TRIES,
        tell: Callable[[str], None] = unsaid,
    ) -> None:
        """`tries`: how often a person may mistype; a script's answer is the only one. `tell`: why it is asked again."""
        self._places = places
        self._ask, self._tell = ask, tell
        self._said = environment.get(VARIABLE)
        self._tries = 1 if self._said is not None else tries
        self._vault: Vault | None = None

    def names(self) -> list[str]:
        """Without the password."""
        return stored_names(self._places.vault)

    def get(self, entry: str) -> PlainKeys:
        fields = self._fields(entry)
        return PlainKeys(**{name: "".join(value) for name, value in fields.items() if name != KIND})

    def kind_of(self, entry: str) -> str:
        """Of account, as the venue let it be seen when its keys were checked; "": it has one kind, or nobody knows."""
        return "".join(self._fields(entry).get(KIND, ""))

    def _fields(self, entry: str) -> Mapping[str, str]:
        if entry not in (names := self.names()):
            stored = ", ".join(names) or "nothing yet"
            at = " and the same --endpoint" if "@" in entry else ""
            connector = entry.partition("/")[0].partition("@")[0]
            raise Credentials(
                f"no keys of {entry} are stored (stored: {stored}): run `picaflor connect {connector}`{at}"
            )
        return self._open().get(entry)

    def all_of(self, entries: Iterable[str]) -> tuple[PlainKeys, ...]:
        return tuple(map(self.get, entries))

    def remember(self, entry: str, kind: str) -> None:
        """What kind of account it has turned out to be."""
        self._open().put(entry, {**self._fields(entry), KIND: kind})

    def put(self, entry: str, fields: Mapping[str, str], kind: str = "") -> None:
        path = self._places.vault
        if self._vault is None and not path.exists() and not path.is_symlink():
            self._places.make(path.parent)
            password = self._new_password()
            try:
                self._vault = Vault.create(path, password)
            except VaultExists:  # somebody made it meanwhile: with the same password it is ours, too
                self._vault = Vault.open(path, password)
        self._open().put(entry, {**fields, KIND: kind} if kind else fields)

    def remove(self, entry: str) -> None:
        self._open().remove(entry)

    def change_password(self) -> None:
        vault, old = self._unlock("Old vault password: ")
        vault.change_password(old, self._twice("New vault password: "))
        if self._kept is not None:
            self._kept[self._places.vault] = vault

    def _open(self) -> Vault:
        if self._vault is None and self._kept is not None:
            self._vault = self._kept.get(self._places.vault)
        if self._vault is None:
            self._vault, _ = self._unlock(PROMPT)
        if self._kept is not None:
            self._kept[self._places.vault] = self._vault
        return self._vault

    def _unlock(self, prompt: str) -> tuple[Vault, str]:
        for _ in range(self._tries - 1):
            try:
                return self._try(prompt)
            except WrongPassword:
                self._tell(WRONG)
        return self._try(prompt)

    def _try(self, prompt: str) -> tuple[Vault, str]:
        password = self._said if self._said is not None else self._ask(prompt)
        return Vault.open(self._places.vault, password), password

    def _new_password(self) -> str:
        return self._said if self._said is not None else self._twice(PROMPT)

    def _twice(self, prompt: str) -> str:
        for _ in range(self._tries - 1):
            try:
                return self._agreed(prompt)
            except WeakPassword as problem:
                self._tell(str(problem))
            except Differ:
                self._tell(DIFFER)
        return self._agreed(prompt)

    def _agreed(self, prompt: str) -> str:
        first = self._ask(prompt)
        refuse_weak(first)
        if self._ask(prompt) != first:
            raise Differ("the two passwords differ: nothing was stored, try again")
        return first
