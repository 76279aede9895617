"""The vault: what goes in comes out, and whatever is done to its file is noticed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from picaflor.settings.problems import (
    BadName,
    FileTrouble,
    NoEntry,
    SettingsProblem,
    VaultChanged,
    VaultDamaged,
    VaultExists,
    VaultExposed,
    VaultMissing,
    VaultWeakened,
    WeakPassword,
    WrongPassword,
)
from picaflor.settings.vault import Vault, stored_names
from picaflor.settings.vault_file import Os
from picaflor.settings.vault_format import LEAST, Strength, derive, fresh_header, parse, write_digest

QUICK = Strength(memory_kib=8, passes=1, lanes=1)
PASSWORD = "correct horse"
BITGET = {"api_key": "bg_0123456789", "secret": "5ecret-of-bitget", "passphrase": "pässphräse"}
EMULATED = {"api_key": "emulated", "secret": "not worth much"}


def create(path: Path, calls: Os | None = None) -> Vault:
    return Vault.create(path, PASSWORD, strength=QUICK, least=QUICK, calls=calls)


def reopen(path: Path, password: str = PASSWORD, calls: Os | None = None) -> Vault:
    return Vault.open(path, password, least=QUICK, calls=calls)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "vault"
    vault = create(path)
    vault.put("bitget", BITGET)
    vault.put("bitget@emulated", EMULATED)
    return path


def test_what_goes_in_comes_out(path: Path) -> None:
    vault = reopen(path)
    assert vault.names() == ["bitget", "bitget@emulated"]
    assert vault.get("bitget") == BITGET
    vault.put("bitget", EMULATED)
    vault.put("bitget/second", {})
    vault.remove("bitget@emulated")
    again = reopen(path)
    assert again.names() == ["bitget", "bitget/second"]
    assert again.get("bitget") == EMULATED
    assert again.get("bitget/second") == {}


def test_names_are_told_without_the_password(path: Path) -> None:
    assert stored_names(path) == ["bitget", "bitget@emulated"]
    assert stored_names(path.with_name("none")) == []
    path.write_bytes(b"{}")
    with pytest.raises(VaultDamaged):
        stored_names(path)


def test_nothing_secret_is_in_the_file_or_in_a_repr(path: Path) -> None:
    vault = reopen(path)
    shown = f"{vault!r} {vault.get('bitget')!r} {path.read_text()}"
    for secret in [PASSWORD, *BITGET.values()]:
        assert secret not in shown


def test_the_real_strength_is_the_default_and_is_enough(tmp_path: Path) -> None:
    assert Strength().covers(LEAST)
    path = tmp_path / "vault"
    Vault.create(path, PASSWORD, strength=LEAST)
    assert Vault.open(path, PASSWORD).names() == []
    with pytest.raises(VaultWeakened, match="less than the 19456 KiB × 2"):
        Vault.create(tmp_path / "weak", PASSWORD, strength=Strength(memory_kib=19 * 1024, passes=1, lanes=1))


def test_a_wrong_password_is_told_from_damage(path: Path) -> None:
    with pytest.raises(WrongPassword, match="type it again"):
        reopen(path, "wrong horse")
    damage(path, lambda data: data[:-1])
    with pytest.raises(VaultDamaged, match="end is missing"):
        reopen(path)


def damage(path: Path, change: object) -> None:
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]


def test_every_flipped_bit_is_damage(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(len(whole)):
        bit = 0x20 if whole[at : at + 1].isalpha() else 0x01  # 0x20 turns capitals: what careless decoders forgive
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        with pytest.raises(VaultDamaged, match=r"is damaged, .*: restore it"):
            reopen(path)
    path.write_bytes(whole)
    assert reopen(path).get("bitget") == BITGET


def test_every_cut_and_every_addition_is_damage(path: Path) -> None:
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(VaultDamaged):
            reopen(path)
    for more in (b"\n", b" ", b"x\n", whole):
        path.write_bytes(whole + more)
        with pytest.raises(VaultDamaged):
            reopen(path)


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_swapped_entries_are_named(path: Path) -> None:
    head, check, one, two, seal = lines(path)
    live, emulated = json.loads(one), json.loads(two)
    live["name"], emulated["name"] = emulated["name"], live["name"]
    swapped = [json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n" for entry in (emulated, live)]
    path.write_bytes(b"".join([head, check, *swapped, seal]))
    with pytest.raises(VaultDamaged, match="the entry 'bitget' was altered, or swapped"):
        reopen(path)


def test_an_entry_that_was_removed_or_rolled_back_is_missed(path: Path) -> None:
    head, check, old, two, seal = lines(path)
    path.write_bytes(b"".join([head, check, two, seal]))
    with pytest.raises(VaultDamaged, match="removed, added or put back"):
        reopen(path)
    path.write_bytes(b"".join([head, check, two, old, seal]))
    with pytest.raises(VaultDamaged):
        reopen(path)
    path.write_bytes(b"".join([head, check, old, two, seal]))
    reopen(path).put("bitget", {"api_key": "new"})
    head, check, _, two, seal = lines(path)
    path.write_bytes(b"".join([head, check, old, two, seal]))
    with pytest.raises(VaultDamaged, match="put back as they once were"):
        reopen(path)


def test_an_entry_of_another_vault_does_not_open(path: Path, tmp_path: Path) -> None:
    other = create(tmp_path / "other")
    other.put("bitget", BITGET)
    head, check, _, two, seal = lines(path)
    path.write_bytes(b"".join([head, check, lines(tmp_path / "other")[2], two, seal]))
    with pytest.raises(VaultDamaged, match="the entry 'bitget' was altered"):
        reopen(path)


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("passes", 1, VaultWeakened),
        ("memory_kib", 1024, VaultWeakened),
        ("memory_kib", 1 << 24, VaultWeakened),
        ("passes", 1000, VaultWeakened),
        ("lanes", 17, VaultWeakened),
        ("passes", 3, WrongPassword),  # still strong enough to be tried: the check is bound to it
    ],
)
def test_changed_parameters_are_refused_even_where_the_digest_was_mended(
    tmp_path: Path, key: str, value: int, kind: type[SettingsProblem]
) -> None:
    path = tmp_path / "vault"
    Vault.create(path, PASSWORD, strength=LEAST)
    head, check, *rest = lines(path)
    raw = json.loads(head)
    raw["kdf"][key] = value
    head = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
    mac = check.split(b" ")[0]
    parsed = parse(b"\n".join([head, mac + b" ", b"seal\n"]))
    path.write_bytes(b"".join([head, b"\n", mac, b" ", write_digest(parsed.header, mac), b"\n", *rest]))
    with pytest.raises(kind):
        Vault.open(path, PASSWORD)


def test_the_password_is_changed_for_everything(path: Path) -> None:
    vault, before = reopen(path), path.read_bytes()
    with pytest.raises(WrongPassword, match="nothing was changed"):
        vault.change_password("wrong horse", "a new password")
    with pytest.raises(WeakPassword):
        vault.change_password(PASSWORD, "short")
    assert path.read_bytes() == before
    other = reopen(path)
    vault.change_password(PASSWORD, "a new password")
    assert vault.get("bitget") == BITGET
    vault.put("hitbtc", EMULATED)
    assert reopen(path, "a new password").names() == ["bitget", "bitget@emulated", "hitbtc"]
    with pytest.raises(WrongPassword):
        reopen(path)
    with pytest.raises(VaultChanged, match="open it again"):
        other.put("hitbtc", EMULATED)


def test_two_that_store_at_once_both_keep_what_they_stored(path: Path) -> None:
    one, two = reopen(path), reopen(path)
    one.put("hitbtc", EMULATED)
    two.put("bitmart", EMULATED)
    assert reopen(path).names() == ["bitget", "bitget@emulated", "bitmart", "hitbtc"]


def test_others_may_not_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    for mode in (0o644, 0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(VaultExposed, match=f"mode {mode:04o}.*chmod 600 {path}"):
            reopen(path)


def test_what_is_not_a_vault_file_is_said_so(path: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultMissing, match="picaflor connect"):
        reopen(tmp_path / "nowhere")
    with pytest.raises(VaultExists, match="already"):
        create(path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(VaultExposed, match="not an ordinary file"):
            reopen(tmp_path / name)
    damage(path, lambda data: data * 4000)
    with pytest.raises(VaultDamaged, match="larger than"):
        reopen(path)
    (tmp_path / "file").write_text("")
    with pytest.raises(FileTrouble, match="make the folder yours"):
        create(tmp_path / "file" / "vault")


@pytest.mark.parametrize("name", ["", "bit get", "../bitget", "bitget@", "a/b/c/d", "bitget\n", "ｂitget", "a" * 65])
def test_names_are_of_a_kind(path: Path, name: str) -> None:
    with pytest.raises(BadName, match="cannot name keys"):
        reopen(path).put(name, {})


def test_an_entry_that_is_not_there_is_said_so(path: Path) -> None:
    with pytest.raises(NoEntry, match=r"stored: bitget, bitget@emulated.*picaflor connect hitbtc"):
        reopen(path).get("hitbtc")
    with pytest.raises(NoEntry):
        reopen(path).remove("hitbtc")


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025])
def test_a_weak_password_is_not_taken(tmp_path: Path, password: str) -> None:
    with pytest.raises(WeakPassword, match="8 to 1024"):
        Vault.create(tmp_path / "vault", password, strength=QUICK, least=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_the_password_may_arrive_in_other_code_points() -> None:
    header = fresh_header(QUICK)
    assert derive(header, "p\u00e4ssword") == derive(header, "pa\u0308ssword")
    assert derive(header, "password") != derive(header, "Password")


class Crash(BaseException):
    """The process is gone."""


class Mortal(Os):
    """Dies, or fails, at the n-th call; writes a few bytes at a time."""

    def __init__(self, at: int, how: BaseException) -> None:
        self.left = at
        self.how = how

    def _live(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise self.how

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        self._live()
        return super().open(path, flags, mode)

    def write(self, fd: int, data: bytes) -> int:
        self._live()
        return super().write(fd, data[:100])

    def fsync(self, fd: int) -> None:
        self._live()

    def close(self, fd: int) -> None:
        super().close(fd)
        self._live()

    def replace(self, source: Path, target: Path) -> None:
        self._live()
        super().replace(source, target)


@pytest.mark.parametrize(
    "how", [Crash(), OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EIO, "I/O error")]
)
@pytest.mark.parametrize("act", ["put", "change_password"])
def test_a_rewrite_that_ends_anywhere_leaves_the_old_or_the_new_whole(path: Path, how: BaseException, act: str) -> None:
    before = path.read_bytes()
    for at in range(100):
        path.write_bytes(before)
        vault = reopen(path, calls=Mortal(at, how))
        try:
            if act == "put":
                vault.put("bitget", EMULATED)
            else:
                vault.change_password(PASSWORD, "a new password")
        except (Crash, FileTrouble):
            pass
        else:
            assert at > 12
            return
        if path.read_bytes() == before:
            assert reopen(path).get("bitget") == BITGET
        elif act == "put":
            assert reopen(path).get("bitget") == EMULATED
        else:
            assert reopen(path, "a new password").get("bitget") == BITGET
        assert path.stat().st_mode & 0o777 == 0o600
        reopen(path, "a new password" if act == "change_password" and path.read_bytes() != before else PASSWORD).put(
            "x", {}
        )
    pytest.fail("the calls never came to an end")
