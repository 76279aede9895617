"""What a box is bound to, taken one thing at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.settings.vault_format import (
    LEAST,
    MOST,
    Strength,
    Torn,
    derive,
    fresh_header,
    lock_box,
    open_box,
    parse,
    write_file,
)

QUICK = Strength(memory_kib=8, passes=1, lanes=1)
HEADER = fresh_header(QUICK)
KEYS = derive(HEADER, "correct horse")
FIELDS = {"api_key": "a", "secret": "b"}


def test_a_box_opens_for_its_name_header_and_key_only() -> None:
    entry = lock_box(KEYS, HEADER, "bitget", FIELDS)
    assert open_box(KEYS, HEADER, entry) == FIELDS
    assert open_box(KEYS, HEADER, entry._replace(name="bitget@emulated")) is None
    assert open_box(KEYS, replace(HEADER, salt=b"another salt....."), entry) is None
    assert open_box(KEYS, replace(HEADER, strength=replace(QUICK, passes=2)), entry) is None
    assert open_box(KEYS._replace(box=KEYS.seal), HEADER, entry) is None
    assert open_box(KEYS, HEADER, entry._replace(nonce=bytes(12))) is None


def test_the_same_fields_never_make_the_same_box() -> None:
    assert lock_box(KEYS, HEADER, "bitget", FIELDS) != lock_box(KEYS, HEADER, "bitget", FIELDS)
    assert len(set(KEYS)) == 3
    assert fresh_header(QUICK).salt != fresh_header(QUICK).salt


def test_strength_counts_memory_and_work() -> None:
    assert MOST.covers(LEAST)
    assert not LEAST.covers(MOST)
    assert Strength(64 * 1024, 1, 4).covers(LEAST)  # more memory, as much work
    assert not Strength(1024, 10_000, 4).covers(LEAST)  # work does not stand in for memory


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"[]", "not readable"),
        (b"{", "not readable"),
        (b"[" * 100_000, "not readable"),
        (b'{"vault":2}', "format 2"),
        (b'{"vault":1}', "no key derivation"),
        (b'{"kdf":{"name":"md5"},"vault":1}', "no key derivation"),
        (b'{"kdf":{"name":"argon2id","memory_kib":8.0},"vault":1}', "no whole number for memory_kib"),
        (b'{"kdf":{"lanes":1,"memory_kib":8,"name":"argon2id","passes":0,"salt":""},"vault":1}', "for passes"),
        (b'{"kdf":{"lanes":2,"memory_kib":8,"name":"argon2id","passes":1,"salt":""},"vault":1}', "that cannot be"),
        (b'{"kdf":{"lanes":1,"memory_kib":8,"name":"argon2id","passes":1,"salt":"AA=="},"vault":1}', "not as this"),
        (b'{"kdf":{"lanes":1,"memory_kib":8,"name":"argon2id","passes":1,"salt":"!"},"vault":1}', "not base64"),
    ],
)
def test_a_header_that_is_none_is_said_so(line: bytes, why: str) -> None:
    with pytest.raises(Torn, match=why):
        parse(line + b"\nx y\nseal\n")


def test_what_is_written_is_parsed() -> None:
    entries = (lock_box(KEYS, HEADER, "b", {}), lock_box(KEYS, HEADER, "a", FIELDS))
    parsed = parse(write_file(KEYS, HEADER, entries))
    assert parsed.header == HEADER
    assert parsed.entries == (entries[1], entries[0])
