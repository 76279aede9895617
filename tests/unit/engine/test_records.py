"""Every record of a turn is read back as it was written; frames keep their bytes, whatever these are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.engine.instructions import (
    CancelByHand,
    DiskState,
    IdsReserved,
    Instruction,
    Panic,
    PlaceByHand,
    Restored,
    StopTrading,
)
from picaflor.engine.records import (
    FromVenue,
    Kind,
    NoJournal,
    ToVenue,
    read_bans,
    read_inward,
    read_kept,
    read_markets,
    read_outward,
    read_told,
    write_bans,
    write_inward,
    write_kept,
    write_markets,
    write_outward,
    write_told,
)
from picaflor.wire.net import NoAnswer, NotSent, Reply, Request
from picaflor.wire.port import (
    Answered,
    Closed,
    CloseSocket,
    Frame,
    Inward,
    Opened,
    OpenSocket,
    Outward,
    SendFrame,
    SendLogin,
    SendRequest,
)


@given(st.binary(max_size=200))
def test_a_frame_is_kept_to_the_byte(data: bytes) -> None:
    kind, payload = write_inward("bitget", Frame("public", data))
    assert kind == Kind.FRAME
    assert read_inward(kind, payload) == FromVenue("bitget", Frame("public", data))


@pytest.mark.parametrize(
    "what",
    [
        Opened("private"),
        Closed("private", 1006, "gone"),
        Answered(7, Reply(200, b"\xff\x00{}", (("x", "y"),))),
        Answered(8, NotSent("refused")),
        Answered(9, NoAnswer("timed out")),
    ],
)
def test_what_came_in_is_read_back(what: Inward) -> None:
    assert read_inward(*write_inward("bitget", what)) == FromVenue("bitget", what)


@pytest.mark.parametrize(
    "what",
    [
        OpenSocket("public", "host/path"),
        SendFrame("public", b'{"op":"ping"}'),
        SendLogin("private"),
        CloseSocket("public", "silent"),
        SendRequest(3, Request("POST", "h", "/p", "a=b", b"{}", (("A", "b"),)), True, 5, True),
    ],
)
def test_what_went_out_is_read_back(what: Outward) -> None:
    assert read_outward(write_outward("bitget", what)) == ToVenue("bitget", what)


@pytest.mark.parametrize(
    "what",
    [
        StopTrading("enough"),
        Panic("help"),
        Restored("bitget", b"\x00state"),
        IdsReserved("bitget", 10, 20),
        DiskState(False, "full"),
        CancelByHand("bitget", "pf1"),
        PlaceByHand(
            "bitget", "A-B", Side.SELL, 5, 7, OrderType.LIMIT_MAKER, Tif.GTC, 10**40, reduce_only=True, hold=Hold.LONG
        ),
    ],
)
def test_what_was_told_is_read_back(what: Instruction) -> None:
    assert read_told(write_told(what)) == what


def test_facts_and_markets_are_read_back() -> None:
    assert read_kept(write_kept("bitget", b'{"a":"\x00"}')) == ("bitget", b'{"a":"\x00"}')
    markets = (
        Market("v", "A-B", "AB", "A", "B", Grid(12), Grid(18, 5), min_notional=10**36),
        Market("v", "C-D", "CD", "C", "D", Grid(0), Grid(0), MarketKind.INVERSE, contract=Grid(3, 2)),
    )
    assert read_markets(write_markets(markets)) == markets


def test_bans_are_read_back() -> None:
    assert read_bans(write_bans({"": 5, "orders": 2**62})) == {"": 5, "orders": 2**62}


def test_kinds_are_numbers_for_ever_because_they_stand_in_files() -> None:
    names = ["FRAME", "INWARD", "TICK", "TOLD", "OUT", "KEPT", "LISTED", "BANNED", "STOPS", "BILLS", "WORK"]
    assert {kind.name: kind.value for kind in Kind} == {name: n for n, name in enumerate(names, 1)}


def test_no_journal_takes_everything() -> None:
    NoJournal().add((1, 2, b""))
