"""Structs that are dataclasses to who asks; the type checker refuses a write, and so do they."""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from subprocess import run

import msgspec
import pytest

from picaflor.domain.swift import noun


@noun
class Pair(msgspec.Struct, frozen=True):
    left: int
    right: int = 2


def test_it_is_equal_hashed_replaced_and_encoded_like_a_frozen_one() -> None:
    assert Pair(1) == Pair(1, 2) != Pair(2)
    assert {Pair(1): "a"}[Pair(1, 2)] == "a"
    assert replace(Pair(1), right=3) == Pair(1, 3)
    assert [field.name for field in fields(Pair)] == ["left", "right"]
    assert msgspec.json.encode(Pair(1)) == b'{"left":1,"right":2}'
    assert msgspec.json.decode(b'{"left":1,"right":2}', type=Pair) == Pair(1)
    assert not hasattr(Pair(1), "__dict__")
    with pytest.raises(AttributeError):
        Pair(1).left = 2  # type: ignore[misc]


def test_the_type_checker_refuses_a_write(tmp_path) -> None:  # type: ignore[no-untyped-def]
    program = tmp_path / "program.py"
    program.write_text("from picaflor.domain.book import Top\nTop(1, 2, 3, 4).bid = 5\n")
    checked = run(
        [sys.executable, "-m", "mypy", "--no-error-summary", program], capture_output=True, text=True, check=False
    )
    assert 'Property "bid" defined in "Top" is read-only' in checked.stdout
