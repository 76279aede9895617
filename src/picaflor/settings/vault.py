"""The vault: keys of venues, under names as `bitget`, `bitget@emulated` or `bitget/second`, in one encrypted file."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from picaflor.settings.problems import (
    BadName,
    NoEntry,
    VaultChanged,
    VaultDamaged,
    VaultExists,
    VaultWeakened,
    WeakPassword,
    WrongPassword,
)
from picaflor.settings.secret import Secret
from picaflor.settings.vault_file import Os, read_private, replace_private, writing
from picaflor.settings.vault_format import (
    LEAST,
    MOST,
    Entry,
    Header,
    Keys,
    Parsed,
    Strength,
    Torn,
    derive,
    fresh_header,
    lock_box,
    open_box,
    parse,
    seal_holds,
    write_check,
    write_digest,
    write_file,
)

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}(?:[@/][A-Za-z0-9_-]{1,64}){0,2}", re.ASCII)
PASSWORD_LEAST = 8
PASSWORD_MOST = 1024
Entries = dict[str, Entry]


class Vault:
    """An opened vault. It keeps the derived keys, not the password, and decrypts an entry when it is asked for."""

    def __init__(self, path: Path, header: Header, keys: Keys, entries: Entries, least: Strength, calls: Os) -> None:
        self._path = path
        self._header = header
        self._keys = keys
        self._entries = entries
        self._least = least
        self._calls = calls

    @classmethod
    def create(
        cls,
        path: Path,
        password: str,
        *,
        strength: Strength | None = None,
        least: Strength = LEAST,
        calls: Os | None = None,
    ) -> Vault:
        """A new, empty vault. `least` is for tests only: files of people are held to the default."""
        refuse_weak(password)
        header = fresh_header(strength or Strength())
        _refuse_strength(path, header.strength, least)
        vault = cls(path, header, derive(header, password), {}, least, calls or Os())
        with writing(path):
            if path.exists() or path.is_symlink():
                raise VaultExists(f"there is a vault at {path} already: open it, or move it away first")
            vault._write()
        return vault

    @classmethod
    def open(cls, path: Path, password: str, *, least: Strength = LEAST, calls: Os | None = None) -> Vault:
        path = path.resolve()  # a vault behind a link is replaced where it lies
        parsed = _parse(path)
        _refuse_strength(path, parsed.header.strength, least)
        keys = derive(parsed.header, password)
        if not hmac.compare_digest(write_check(keys, parsed.header), parsed.check):
            raise WrongPassword(
                f"the password does not open {path}: type it again, or set PICAFLOR_PASSWORD to the right one"
            )
        entries = _verify(path, keys, parsed)
        return cls(path, parsed.header, keys, entries, least, calls or Os())

    def __repr__(self) -> str:
        return f"Vault({str(self._path)!r}, {len(self._entries)} entries)"

    def names(self) -> list[str]:
        return sorted(self._entries)

    def get(self, name: str) -> dict[str, str]:
        """The fields, each a Secret."""
        entry = self._entries.get(name)
        if entry is None:
            known = ", ".join(self.names()) or "nothing yet"
            raise NoEntry(f"no keys are stored for {name!r} (stored: {known}): run `picaflor connect {name}`")
        fields = open_box(self._keys, self._header, entry)
        assert fields is not None, "verified when it was opened"
        return {field: Secret(value) for field, value in fields.items()}

    def put(self, name: str, fields: Mapping[str, str]) -> None:
        """Store or replace. On the disk when this returns."""
        if not NAME.fullmatch(name):
            raise BadName(
                f"{name!r} cannot name keys: use letters, digits, - and _, as in bitget@emulated or bitget/second"
            )
        plain = {field: "".join(value) for field, value in fields.items()}
        self._change(lambda entries: {**entries, name: lock_box(self._keys, self._header, name, plain)})

    def remove(self, name: str) -> None:
        if name not in self._entries:
            raise NoEntry(f"no keys are stored for {name!r}: nothing to remove")
        self._change(lambda entries: {other: entry for other, entry in entries.items() if other != name})

    def change_password(self, old: str, new: str, *, strength: Strength | None = None) -> None:
        """Everything is encrypted anew under a new salt; a crash leaves the old file or the new one."""
        if not hmac.compare_digest(derive(self._header, old).check, self._keys.check):
            raise WrongPassword(f"the old password does not open {self._path}: nothing was changed")
        refuse_weak(new)
        header = fresh_header(strength or self._header.strength)
        _refuse_strength(self._path, header.strength, self._least)
        keys = derive(header, new)
        with writing(self._path):
            before = self._reload()
            entries = {name: lock_box(keys, header, name, self._open(entry)) for name, entry in before.items()}
            replace_private(self._calls, self._path, write_file(keys, header, tuple(entries.values())))
        self._header, self._keys, self._entries = header, keys, entries

    def _open(self, entry: Entry) -> dict[str, str]:
        fields = open_box(self._keys, self._header, entry)
        assert fields is not None, "verified when it was read"
        return fields

    def _change(self, change: Callable[[Entries], Entries]) -> None:
        """What another process stored meanwhile is kept."""
        with writing(self._path):
            entries = change(self._reload())
            replace_private(self._calls, self._path, write_file(self._keys, self._header, tuple(entries.values())))
        self._entries = entries

    def _reload(self) -> Entries:
        parsed = _parse(self._path)
        if parsed.header != self._header:
            raise VaultChanged(f"the vault {self._path} got a new password meanwhile: open it again")
        return _verify(self._path, self._keys, parsed)

    def _write(self) -> None:
        replace_private(self._calls, self._path, write_file(self._keys, self._header, tuple(self._entries.values())))


def stored_names(path: Path) -> list[str]:
    """Under which names keys are stored, as the file says without its password: not verified, and no secret."""
    if not path.exists() and not path.is_symlink():
        return []
    return sorted(entry.name for entry in _parse(path.resolve()).entries)


def _parse(path: Path) -> Parsed:
    data = read_private(path)
    try:
        parsed = parse(data)
    except Torn as error:
        raise _damaged(path, str(error)) from error
    if write_digest(parsed.header, parsed.check) != parsed.digest:
        raise _damaged(path, "its header has changed")
    return parsed


def _verify(path: Path, keys: Keys, parsed: Parsed) -> Entries:
    """The seal first; where it is broken, say as well as can be said what was done to the file."""
    if not seal_holds(keys, parsed):
        for entry in parsed.entries:
            if open_box(keys, parsed.header, entry) is None:
                raise _damaged(path, f"the entry {entry.name!r} was altered, or swapped with another")
        raise _damaged(path, "entries were removed, added or put back as they once were")
    return {entry.name: entry for entry in parsed.entries}


def _damaged(path: Path, why: str) -> VaultDamaged:
    return VaultDamaged(f"the vault {path} is damaged, {why}: restore it from a backup, or remove it and connect again")


def _refuse_strength(path: Path, strength: Strength, least: Strength) -> None:
    if not strength.covers(least):
        raise VaultWeakened(
            f"the vault {path} asks for Argon2id with {strength.memory_kib} KiB × {strength.passes}, less than the"
            f" {least.memory_kib} KiB × {least.passes} accepted: somebody weakened it, restore it from a backup"
        )
    if strength.memory_kib > MOST.memory_kib or strength.passes > MOST.passes or strength.lanes > MOST.lanes:
        raise VaultWeakened(
            f"the vault {path} asks for more Argon2id than {MOST.memory_kib} KiB × {MOST.passes} × {MOST.lanes}:"
            " somebody changed it, restore it from a backup"
        )


def refuse_weak(password: str) -> None:
    """Of a new one, before somebody types it twice."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise WeakPassword(f"the password needs {PASSWORD_LEAST} to {PASSWORD_MOST} characters: choose another")
