"""The vault's bytes, and what each of them is bound to.

The file is lines of text:

    {"kdf":{...},"vault":1}          the header: format and Argon2id parameters with the salt
    <check> <digest>                 keyed, over the header; unkeyed, over both, to tell damage from a bad password
    {"box":…,"name":…,"nonce":…}     one entry a line, sorted by name: AES-256-GCM
    <seal>                           HMAC-SHA256 over every byte before it

Argon2id makes one master key of the password; HKDF makes of it one key for boxes, one for the check and one for the
seal. A box is bound to its name and to the whole header (format version, parameters, salt), so it opens in no other
place. The seal is over the list, so that an entry cannot be removed or put back as it was last month. What no file can
show by itself is an older copy of the whole file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

FORMAT = 1
SALT_BYTES = 16
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Strength:
    """What one guess costs."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def covers(self, other: Strength) -> bool:
        """At least as much memory, and at least as much work in it."""
        return self.memory_kib >= other.memory_kib and self.memory_kib * self.passes >= other.memory_kib * other.passes


LEAST = Strength(memory_kib=19 * 1024, passes=2, lanes=1)  # the least that OWASP recommends
MOST = Strength(memory_kib=1024 * 1024, passes=20, lanes=16)  # a file may not keep us busy for ever


class Torn(ValueError):
    """The bytes cannot be read as a vault."""


@dataclass(frozen=True, slots=True)
class Header:
    strength: Strength
    salt: bytes

    def write(self) -> bytes:
        kdf = {"name": "argon2id", "salt": _text(self.salt), **asdict(self.strength)}
        return _compact({"kdf": kdf, "vault": FORMAT})


class Entry(NamedTuple):
    name: str
    nonce: bytes
    box: bytes


class Keys(NamedTuple):
    box: bytes
    check: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    header: Header
    check: bytes  # hex, as found, like the digest and the seal
    digest: bytes
    entries: tuple[Entry, ...]
    sealed: bytes  # what the seal is over
    seal: bytes


def fresh_header(strength: Strength) -> Header:
    return Header(strength, os.urandom(SALT_BYTES))


def derive(header: Header, password: str) -> Keys:
    kdf = Argon2id(
        salt=header.salt,
        length=32,
        iterations=header.strength.passes,
        lanes=header.strength.lanes,
        memory_cost=header.strength.memory_kib,
    )
    # The same password typed on another keyboard may arrive in other code points.
    master = kdf.derive(unicodedata.normalize("NFKC", password).encode())
    return Keys(
        *(HKDFExpand(SHA256(), 32, b"picaflor vault " + use).derive(master) for use in (b"box", b"check", b"seal"))
    )


def write_check(keys: Keys, header: Header) -> bytes:
    return _mac(keys.check, header.write())


def write_digest(header: Header, check: bytes) -> bytes:
    return hashlib.sha256(header.write() + b"\n" + check).hexdigest().encode()


def lock_box(keys: Keys, header: Header, name: str, fields: dict[str, str]) -> Entry:
    nonce = os.urandom(NONCE_BYTES)
    return Entry(name, nonce, AESGCM(keys.box).encrypt(nonce, _compact(fields), _bound_to(header, name)))


def open_box(keys: Keys, header: Header, entry: Entry) -> dict[str, str] | None:
    """None where it was not locked with this key, for this name and under this header."""
    try:
        plain = AESGCM(keys.box).decrypt(entry.nonce, entry.box, _bound_to(header, entry.name))
    except InvalidTag:
        return None
    fields: dict[str, str] = json.loads(plain)
    return fields


def write_file(keys: Keys, header: Header, entries: tuple[Entry, ...]) -> bytes:
    check = write_check(keys, header)
    lines = [header.write(), check + b" " + write_digest(header, check)]
    lines += [_compact({"box": _text(e.box), "name": e.name, "nonce": _text(e.nonce)}) for e in sorted(entries)]
    body = b"".join(line + b"\n" for line in lines)
    return body + _mac(keys.seal, body) + b"\n"


def seal_holds(keys: Keys, parsed: Parsed) -> bool:
    return hmac.compare_digest(_mac(keys.seal, parsed.sealed), parsed.seal)


def parse(data: bytes) -> Parsed:
    if not data.endswith(b"\n"):
        raise Torn("its end is missing")
    lines = data[:-1].split(b"\n")
    if len(lines) < 3:
        raise Torn("its end is missing")
    check, _, digest = lines[1].partition(b" ")
    seal = lines[-1]
    entries = tuple(_parse_entry(line) for line in lines[2:-1])
    return Parsed(_parse_header(lines[0]), check, digest, entries, data[: -len(seal) - 1], seal)


def _parse_header(line: bytes) -> Header:
    raw = _parse_object(line)
    if raw.get("vault") != FORMAT:
        raise Torn(f"it has format {raw.get('vault')!r} and this program reads format {FORMAT}")
    kdf = raw.get("kdf")
    if not isinstance(kdf, dict) or kdf.get("name") != "argon2id":
        raise Torn("its header names no key derivation that is known")
    header = Header(Strength(*(_whole(kdf, key) for key in ("memory_kib", "passes", "lanes"))), _bytes(kdf.get("salt")))
    if header.strength.memory_kib < 8 * header.strength.lanes:
        raise Torn("its header asks for an Argon2id that cannot be")
    if header.write() != line or len(header.salt) < SALT_BYTES:
        raise Torn("its header is not as this program writes it")
    return header


def _whole(kdf: dict[str, Any], key: str) -> int:
    number = kdf.get(key)
    if type(number) is not int or number < 1:
        raise Torn(f"its header has no whole number for {key}")
    return number


def _parse_entry(line: bytes) -> Entry:
    raw = _parse_object(line)
    name = raw.get("name")
    if not isinstance(name, str):
        raise Torn("an entry has no name")
    return Entry(name, _bytes(raw.get("nonce")), _bytes(raw.get("box")))


def _parse_object(line: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Torn("a line of it is not readable") from error
    if not isinstance(raw, dict):
        raise Torn("a line of it is not readable")
    return raw


def _bound_to(header: Header, name: str) -> bytes:
    return b"picaflor vault entry\n" + header.write() + b"\n" + name.encode()


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).hexdigest().encode()


def _compact(raw: dict[str, Any]) -> bytes:
    return json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text if isinstance(text, str) else "!", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Torn("a field of it is not base64") from error
