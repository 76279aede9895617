"""The control port: the ledger to the last digit, faults by name, and no for everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.emulator.control import Control
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.faults import FrameFault, RequestFault
from picaflor.transport.clock import Clock
from picaflor.venues import load
from picaflor.wire.asks import Place
from picaflor.wire.net import Reply, Request

Answer = tuple[int, Any]


class Waiting:
    """Somebody who waits for an answer."""

    reply: Reply | None = None

    def respond(self, reply: Reply) -> None:
        self.reply = reply


@pytest.fixture
def exchange() -> Exchange:
    return make_exchange(load("bitget"), 1)[0]


@pytest.fixture
def ask(exchange: Exchange) -> Callable[..., Answer]:
    control = Control(exchange, Clock(start_ns=5))
    touched: list[bool] = []
    control.touched = lambda: touched.append(True)

    def send(method: str, path: str, body: bytes = b"") -> Answer:
        waiting = Waiting()
        before = len(touched)
        control.request(Request(method, "control", path, body=body), waiting)  # type: ignore[arg-type]
        assert len(touched) == before + 1
        assert waiting.reply is not None
        assert waiting.reply.header("content-type") == "application/json"
        return waiting.reply.status, msgspec.json.decode(waiting.reply.body)

    return send


def test_the_ledger_to_the_last_digit(exchange: Exchange, ask: Callable[..., Answer]) -> None:
    account = exchange.floor.accounts[1]
    place = Place("BTCUSDT", "c", Side.BUY, OrderType.LIMIT, read_atoms("0.000123"), read_atoms("60000.01"))
    exchange.floor.place(account, place, 1)
    status, (page,) = ask("GET", "/ledger")
    assert status == 200
    assert page["api_key"] == account.keys.api_key
    assert page["balances"]["USDT"] == {"free": "99992.61999877", "held": "7.38000123", "total": "100000"}
    assert (page["orders_accepted"], page["orders_live"], page["fills"]) == (1, 1, 0)


def test_the_clock_is_text_because_it_is_too_large_for_a_double(ask: Callable[..., Answer]) -> None:
    status, page = ask("GET", "/clock")
    assert status == 200
    assert int(page["now_ns"]) >= 5


def test_faults_are_ordered_and_counted(exchange: Exchange, ask: Callable[..., Answer]) -> None:
    assert ask("POST", "/faults", b'{"kind":"429","times":2}') == (200, {"ordered": "429", "times": 2})
    assert ask("POST", "/faults", b'{"kind":"disconnect"}') == (200, {"ordered": "disconnect", "times": 1})
    assert [exchange.faults.request(trading=True) for _ in range(3)][-1] is RequestFault.NONE
    assert exchange.faults.frame() is FrameFault.HANG_UP
    assert ask("GET", "/faults") == (200, {"429": 2, "disconnect": 1})


def test_a_code_of_the_venue_is_ordered_for_orders_or_for_questions(
    exchange: Exchange, ask: Callable[..., Answer]
) -> None:
    assert ask("POST", "/faults", b'{"kind":"code","code":"43012"}') == (200, {"ordered": "43012", "times": 1})
    body = b'{"kind":"code","code":"40010","of":"questions","times":2}'
    assert ask("POST", "/faults", body) == (200, {"ordered": "40010", "times": 2})
    assert [exchange.faults.code(trading=True) for _ in range(2)] == ["43012", ""]
    assert [exchange.faults.code(trading=False) for _ in range(3)] == ["40010", "40010", ""]
    status, page = ask("POST", "/faults", b'{"kind":"code","code":"1"}')
    assert (status, page["error"]) == (400, "bitget has no code '1': `picaflor venues bitget` lists them")


@pytest.mark.parametrize(("times", "ordered"), [(0, 1), (-5, 1), (5_000, 1_000)])
def test_how_often_is_bounded_and_said(ask: Callable[..., Answer], times: int, ordered: int) -> None:
    assert ask("POST", "/faults", b'{"kind":"gap","times":%d}' % times) == (200, {"ordered": "gap", "times": ordered})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"kind":"meteor"}',
        b'{"kind":"gap","often":3}',
        b'{"kind":7}',
        b'{"kind":"gap","code":"43012"}',
        b'{"kind":"code","code":"43012","of":"all"}',
    ],
)
def test_what_is_no_fault_is_refused_with_the_list_of_those_there_are(ask: Callable[..., Answer], body: bytes) -> None:
    status, page = ask("POST", "/faults", body)
    assert status == 400
    assert {"drop_reply", "gap", "5xx", "code"} <= set(page["kinds"])
    assert page["error"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/ledger"), ("GET", "/"), ("DELETE", "/faults")])
def test_anything_else_is_not_here(ask: Callable[..., Answer], method: str, path: str) -> None:
    assert ask(method, path)[0] == 404


def test_money_is_moved_or_the_reason_told(exchange: Exchange, ask: Callable[..., Answer]) -> None:
    order = {"api_key": exchange.floor.accounts[1].keys.api_key, "asset": "USDT", "amount": "1"}
    assert ask("POST", "/deposit", msgspec.json.encode(order)) == (200, {"asset": "USDT", "balance": "100001"})
    status, said = ask("POST", "/withdraw", msgspec.json.encode(order | {"amount": "1000000"}))
    assert (status, list(said)) == (400, ["error"])
    assert ask("GET", "/deposit")[0] == 404


def test_rules_and_the_listing_are_changed_over_the_port(exchange: Exchange, ask: Callable[..., Answer]) -> None:
    status, said = ask("POST", "/rules", b'{"symbol": "BTCUSDT", "state": "halted"}')
    assert (status, said["state"]) == (200, "halted")
    assert ask("POST", "/delist", b'{"symbol": "BTCUSDT"}') == (200, {"symbol": "BTCUSDT", "state": "delisted"})
    status, said = ask("POST", "/delist", b'{"symbol": "BTCUSDT"}')
    assert (status, said) == (400, {"error": "bitget lists no 'BTCUSDT'"})
    assert "BTCUSDT" not in exchange.floor.markets
