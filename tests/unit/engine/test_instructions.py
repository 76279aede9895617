"""Every instruction can be written down and read back; the list is closed."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.engine.instructions import (
    Allowed,
    CancelByHand,
    DiskState,
    FollowPair,
    IdsReserved,
    Instruction,
    LeavePair,
    Panic,
    PlaceByHand,
    Reloaded,
    Restored,
    Resumed,
    Retuned,
    StopTrading,
)
from picaflor.engine.records import read_told, write_told

EACH: list[Instruction] = [
    StopTrading("enough"),
    Panic("now"),
    PlaceByHand("v", "A-B", Side.SELL, 3, 7, OrderType.LIMIT_MAKER, Tif.FOK, 10**40, True, Hold.SHORT),
    PlaceByHand("v", "A-B", Side.BUY, 3),
    PlaceByHand("v", "A-B", Side.BUY, 3, stop=8),
    CancelByHand("v", "c1"),
    IdsReserved("v", 5, 9),
    DiskState(False, "full"),
    Restored("v", b"\xff\x00", {"": 3}, {"stops": b"\xff"}),
    Resumed("maker", {"p0": b"{}"}),
    Retuned("maker", {"pair": "A-B", "notional": 10**40, "levels": [1, 2]}),
    Reloaded("maker", "my_maker", "0a1b", {"pair": "A-B"}),
    Allowed("v", (3, 0, 10**6), 7),
    FollowPair("v", "A-B"),
    LeavePair("v", "A-B"),
]


@pytest.mark.parametrize("what", EACH, ids=lambda what: type(what).__name__)
def test_it_is_read_back_as_it_was(what: Instruction) -> None:
    assert read_told(write_told(what)) == what


def test_none_is_missing_here() -> None:
    assert {type(what) for what in EACH} == set(get_args(Instruction))


@pytest.mark.parametrize("bad", [b"{}", b'{"noun":"Dance"}', b'{"noun":"CancelByHand","venue":"v"}'])
def test_what_is_none_is_refused(bad: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_told(bad)
