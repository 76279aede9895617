"""Beside the market and its orders: what an account pays, whose it is, and whether anybody is there."""

from __future__ import annotations

from msgspec.json import decode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import rest
from picaflor.wire.asks import Unclear
from picaflor.wire.contracts import Agreed, Fees, FeesReport, ReadFees
from picaflor.wire.net import Reply
from picaflor.wire.rights import AccountReport, Accounts, Knock, ReadAccounts

FEES = Fees((FeesReport("ETHUSDT", ONE // 1000, ONE // 500), FeesReport("BTCUSDT", 0, ONE // 1000)))


def test_fees_of_one_market_are_found_among_all() -> None:
    assert rest.write_ask(ReadFees("BTCUSDT")).query == ""
    reply = rest.write_answer(ReadFees(""), FEES, 5_000_000)
    assert decode(reply.body)["updateTimestamp"] == "5"
    assert rest.read_answer(ReadFees("BTCUSDT"), reply) == FEES.rows[1]
    assert rest.read_answer(ReadFees(""), reply) == FEES
    assert isinstance(rest.read_answer(ReadFees("XRPUSDT"), reply), Unclear)


def test_accounts_of_other_products_are_left_to_other_rows() -> None:
    body = b"""[{"accountId":"1","accountLabel":"Main Trading Account","accountType":1,"accountIndex":0},
        {"accountId":"2","accountLabel":"Main Future Account","accountType":3,"accountIndex":0}]"""
    told = Accounts((AccountReport("1", "Main Trading Account"),))
    assert rest.read_answer(ReadAccounts(), Reply(200, body)) == told


def test_whoever_is_there_says_nothing_else() -> None:
    assert rest.read_answer(Knock(), Reply(200, b"{}")) == Agreed()
    assert isinstance(rest.read_answer(Knock(), Reply(200, b'{"serverTime":1}')), Unclear)
    assert isinstance(rest.read_answer(Knock(), Reply(502, b"{}")), Unclear)
