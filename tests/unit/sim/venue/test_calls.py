"""Answers to calls: when they are said, and what the faults make of them."""

from __future__ import annotations

import json

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.sim.venue.calls import Late, spoil
from picaflor.sim.venue.conns import Say
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.faults import RequestFault
from picaflor.venues import load
from picaflor.wire.asks import Cancel, CancelMany, Place, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.stream import Call

HITBTC = load("hitbtc")
CALL = Call(Cancel("BTCUSDT", "mine-0001"), '"5"')


def test_what_is_due_is_taken_in_its_order_and_once() -> None:
    late = Late()
    for at_ns, data in ((30, b"c"), (10, b"a"), (10, b"b"), (40, b"d")):
        late.add(Say(1, data), at_ns)
    assert late.due() == 10
    assert [say.data for say in late.take(30)] == [b"a", b"b", b"c"]
    assert late.take(30) == []
    assert late.due() == 40
    late.take(40)
    assert late.due() is None


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (RequestFault.NONE, (b"answer",)),
        (RequestFault.DELAY, (b"answer",)),
        (RequestFault.DROP_REPLY, ()),
        (RequestFault.GARBLED, (b"ans",)),
    ],
)
def test_what_a_fault_leaves_of_an_answer(fault: RequestFault, said: tuple[bytes, ...]) -> None:
    assert spoil((b"answer",), fault, HITBTC, CALL, 0, lambda size: size // 2) == said


def test_a_broken_gateway_says_a_code_that_proves_nothing() -> None:
    (data,) = spoil((b"answer",), RequestFault.BROKEN, HITBTC, CALL, 0, lambda size: size)
    assert json.loads(data)["id"] == "5"
    assert HITBTC.calls is not None
    assert isinstance(HITBTC.calls.read_reply(CALL.ask, data), Unclear)


# where accounts of a house are of several kinds

NOW = 1_785_500_000_000_000_000
UNIFIED = load("bitget").spoken_by("unified")
CONTRACTS = load("bitget_perpetual").spoken_by("unified")


@pytest.fixture
def house() -> Exchange:
    """Connection 1 is a unified account's, connection 2 a classic one's; 3 has not logged in."""
    exchange, _ = make_exchange(load("bitget"), 1, 1, others=[load("bitget_perpetual")])
    for conn, kind in ((1, "unified"), (2, "")):
        keys = PlainKeys(f"key-{conn}", "s" * 16, "p")
        exchange.open_account(keys, {"USDT": read_atoms("1000")}, kind=kind)
        exchange.opened(conn, NOW)
        exchange.frame(conn, UNIFIED.auth.write_login(keys, NOW), NOW)
    exchange.opened(3, NOW)
    exchange.take_out()
    return exchange


def order(name: str) -> Place:
    size, price, mode = read_atoms("0.01"), read_atoms("50000"), MarginMode.CROSS
    return Place("BTCUSDT", name, Side.BUY, OrderType.LIMIT, size, price, margin_mode=mode)


def called(house: Exchange, conn: int, data: bytes) -> list[dict[str, object]]:
    house.frame(conn, data, NOW)
    frames = [json.loads(out.data) for out in house.take_out() if isinstance(out, Say) and out.conn == conn]
    return [frame for frame in frames if "id" in frame]


def test_an_order_is_for_the_family_that_it_names_and_a_cancel_is_found_where_it_stands(house: Exchange) -> None:
    for spoken, name in ((UNIFIED, "spot-0001"), (CONTRACTS, "contract-1")):
        (said,) = called(house, 1, spoken.stream.write_client(Call(order(name), '"1"', spoken.product))[0])
        assert (said["event"], said["topic"], said["code"]) == ("trade", "place-order", "0")
    standing = [[o.report().client_id for o in floor.accounts[2].live.values()] for floor in house.floors.values()]
    assert standing == [["spot-0001"], ["contract-1"]]
    bare = {"op": "trade", "id": 2, "topic": "cancel-order", "args": [{"clientOid": "contract-1"}]}
    assert [said["event"] for said in called(house, 1, json.dumps(bare).encode())] == ["trade"]
    both = CancelMany("BTCUSDT", (Cancel("BTCUSDT", "spot-0001"), Cancel("BTCUSDT", "contract-1")))
    (said,) = called(house, 1, UNIFIED.stream.write_client(Call(both, "3"))[0])
    rows = said["args"]
    assert isinstance(rows, list)
    assert [row["code"] for row in rows] == ["0", "25204"]
    assert not any(floor.accounts[2].live for floor in house.floors.values())


@pytest.mark.parametrize(("conn", "code"), [(2, "40084"), (3, "30004")])
def test_accounts_of_the_other_kind_and_strangers_may_not(house: Exchange, conn: int, code: str) -> None:
    (said,) = called(house, conn, UNIFIED.stream.write_client(Call(order("spot-0001"), '"1"'))[0])
    assert (said["event"], said["id"], said["code"]) == ("error", "1", code)
    assert not any(house.floor.accounts[at].live for at in (2, 3))


def test_whoever_has_too_little_hears_it_in_the_words_of_his_kind(house: Exchange) -> None:
    dear = Place("BTCUSDT", "spot-0001", Side.BUY, OrderType.LIMIT, read_atoms("1"), read_atoms("50000"))
    (said,) = called(house, 1, UNIFIED.stream.write_client(Call(dear, '"1"'))[0])
    assert said["code"] == "25202"
