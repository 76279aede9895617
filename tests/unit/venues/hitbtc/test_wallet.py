"""The purses in HitBTC's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.venues.hitbtc import futures_rest, rest
from picaflor.wire.asks import ReadBalances, Refused, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred

MOVE = Transfer("USDT", 5 * ONE // 2, Purse.SPOT, Purse.CONTRACTS)


def test_a_move_names_its_two_ends_in_their_words() -> None:
    request = rest.write_ask(MOVE)
    assert (request.method, request.path) == ("POST", "/api/3/wallet/transfer")
    assert json.loads(request.body) == {
        "currency": "USDT", "amount": "2.5", "source": "spot", "destination": "derivatives",
    }  # fmt: skip
    assert rest.read_ask(request) == MOVE


def test_it_is_answered_with_a_list_of_one_id() -> None:
    done = Transferred("70c8f2ab")
    assert json.loads(rest.write_answer(MOVE, done, 0).body) == ["70c8f2ab"]
    assert rest.read_answer(MOVE, Reply(200, b'["70c8f2ab"]')) == done
    for odd in (b"[]", b'["a","b"]', b'[""]', b'{"id":"a"}', b'"a"', b"["):
        assert isinstance(rest.read_answer(MOVE, Reply(200, odd)), Unclear)


def test_a_coin_that_stands_twice_in_the_wallet_is_not_believed() -> None:
    row = '{"currency":"USDT","available":"1","reserved":"0"}'
    assert isinstance(rest.read_answer(ReadWallet(), Reply(200, f"[{row},{row}]".encode())), Unclear)


@pytest.mark.parametrize(
    "wrong", [{"source": "futures"}, {"amount": "0"}, {"amount": "-1"}, {"amount": "much"}, {"currency": ""}]
)
def test_what_strangers_may_not_send(wrong: dict[str, str]) -> None:
    said = {"currency": "USDT", "amount": "1", "source": "wallet", "destination": "spot", **wrong}
    request = Request("POST", rest.HOST, "/api/3/wallet/transfer", body=json.dumps(said).encode())
    assert isinstance(rest.read_ask(request), Refused)


@pytest.mark.parametrize(
    ("table", "ask", "path"),
    [
        (rest, ReadWallet("USDT"), "/api/3/wallet/balance/USDT"),
        (rest, ReadBalances("USDT"), "/api/3/spot/balance/USDT"),
        (futures_rest, ReadBalances("USDT"), "/api/3/futures/balance/USDT"),
    ],
)
def test_one_coin_of_a_purse_is_an_object(table: Any, ask: ReadWallet | ReadBalances, path: str) -> None:
    request = table.write_ask(ask)
    assert (request.path, table.read_ask(request)) == (path, ask)
    told = BalancesReport((BalanceReport("USDT", ONE, 2 * ONE),), whole=True)
    body = table.write_answer(ask, told, 0).body
    assert json.loads(body)["available"] == "1"
    read = table.read_answer(ask, Reply(200, body))
    assert (read.rows, read.whole) == (told.rows, False), "of one coin nobody learns what else there is"


def test_what_is_not_in_the_wallet_is_told_as_nothing_and_no_other_coin_as_this_one() -> None:
    nothing = rest.write_answer(ReadWallet("BTC"), BalancesReport((), whole=True), 0).body
    assert json.loads(nothing)["available"] == "0"
    assert isinstance(rest.read_answer(ReadWallet("ETH"), Reply(200, nothing)), Unclear)
