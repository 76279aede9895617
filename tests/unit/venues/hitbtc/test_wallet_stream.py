"""The wallet socket: what is asked is understood, the purse is told whole and then by coin, and noise is told as that."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import ONE
from picaflor.venues.hitbtc import house_stream
from picaflor.venues.hitbtc import wallet_stream as stream
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import (
    LoggedIn,
    Login,
    StreamRefused,
    Subscribe,
    Subscribed,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
)

ROWS = (BalanceReport("BTC", ONE, 0), BalanceReport("USDT", 7 * ONE, 2 * ONE))


@pytest.mark.parametrize(("kind", "yes"), [(Subscribe, Subscribed), (Unsubscribe, Unsubscribed)])
def test_what_is_asked_is_understood_by_the_house_and_its_yes_here(kind: type, yes: type) -> None:
    (frame,) = stream.write_client(kind((stream.TOPIC,)))
    (asked,) = house_stream.read_client(frame)
    assert asked == kind((stream.TOPIC,), str(json.loads(frame)["id"]))
    (said,) = house_stream.write_venue(yes(stream.TOPIC, asked.ref), 0)  # type: ignore[union-attr]
    assert stream.read_venue(said) == (yes(stream.TOPIC, asked.ref),)  # type: ignore[union-attr]


def test_the_purse_is_told_whole_and_then_each_coin_by_itself() -> None:
    whole = BalancesReport(ROWS, whole=True, product="wallet")
    (first,) = house_stream.write_venue(whole, 0)
    assert json.loads(first) == {
        "jsonrpc": "2.0",
        "method": "wallet_balances",
        "params": [
            {"currency": "BTC", "available": "1", "reserved": "0"},
            {"currency": "USDT", "available": "7", "reserved": "2"},
        ],
    }
    assert stream.read_venue(first) == (whole,)
    changes = house_stream.write_venue(BalancesReport(ROWS, whole=False, product="wallet"), 0)
    assert [json.loads(each)["method"] for each in changes] == ["wallet_balance_update"] * 2
    assert [stream.read_venue(each)[0] for each in changes] == [
        BalancesReport((row,), whole=False, product="wallet") for row in ROWS
    ]


def test_the_login_is_that_of_the_trading_socket() -> None:
    login = Login("key", "", "1700000000000", "0" * 64, "HS256", "", "1")
    assert stream.read_client(stream.write_client(login)[0]) == (login,)
    assert stream.read_venue(b'{"jsonrpc":"2.0","result":true,"id":1}') == (LoggedIn("1"),)


def test_a_no_and_noise() -> None:
    no = b'{"jsonrpc":"2.0","error":{"code":1001,"message":"Authorization required","description":""},"id":41}'
    (refused,) = stream.read_venue(no)
    assert isinstance(refused, StreamRefused)
    assert (refused.code, refused.topic) == ("1001", stream.TOPIC)
    twice = b'{"method":"wallet_balances","params":[{"currency":"A","available":"1"},{"currency":"A","available":"2"}]}'
    for odd in (twice, b'{"method":"dream","params":{}}', b'{"jsonrpc":"2.0","result":7,"id":41}', b"[", b'{"id":41}'):
        (said,) = stream.read_venue(odd)
        assert isinstance(said, Unreadable), odd
