"""Accounts of contracts: whose leverage counts, and what is refused."""

from __future__ import annotations

import pytest
from msgspec import structs

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.venues.hitbtc.futures_account import PositionRow, read_accounts, read_position, write_accounts
from picaflor.wire.asks import Refused, Unclear
from picaflor.wire.contracts import ReadSetup
from picaflor.wire.decoding import read_iso
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import PositionReport

WHEN = "2023-11-14T22:13:20.1Z"


@pytest.mark.parametrize(("own", "times", "leverage"), [("3.00", "10.00", 3), ("", "10.00", 10), ("", "", 0)])
def test_a_positions_own_leverage_counts_before_its_accounts(own: str, times: str, leverage: int) -> None:
    row = PositionRow(
        symbol="A_PERP",
        quantity="-1",
        leverage=own,
        price_entry="2",
        price_liquidation="",
        created_at=WHEN,
        updated_at=WHEN,
    )
    report = read_position(row, times)
    assert (report.leverage, report.liquidation, report.size) == (leverage, None, -(10**36))


def test_crossed_positions_are_told_in_one_account_that_names_no_contract() -> None:
    one = PositionReport(
        "A_PERP",
        Hold.NET,
        -ONE,
        entry=2 * ONE,
        leverage=4,
        margin=ONE // 4,
        margin_mode=MarginMode.CROSS,
        created_ns=5_000_000,
        at_ns=9_000_000,
    )
    other = structs.replace(one, symbol="B_PERP", size=ONE, margin=ONE, created_ns=3_000_000, at_ns=7_000_000)
    (account,) = write_accounts((one, other))
    assert (account.symbol, account.type, account.leverage) == ("", "cross", "")
    assert (read_iso(account.created_at), read_iso(account.updated_at)) == (3_000_000, 9_000_000)
    assert [(row.code, row.margin_balance) for row in account.currencies] == [("USDT", "1.25")]
    assert [(row.symbol, row.size) for row in read_accounts([account])] == [("A_PERP", -ONE), ("B_PERP", ONE)]
    assert write_accounts(()) == []


def test_an_account_without_a_leverage_says_nothing_of_it() -> None:
    ask = ReadSetup("A_PERP", MarginMode.CROSS)
    assert rest.write_ask(ask).path == "/api/3/futures/account/cross/A_PERP"
    assert isinstance(rest.read_answer(ask, Reply(200, b'{"symbol":"A_PERP","type":"cross"}')), Unclear)
    assert isinstance(rest.read_answer(ask, Reply(200, b'{"symbol":"B","type":"cross","leverage":"2"}')), Unclear)


def test_a_leverage_below_one_is_refused() -> None:
    path = "/api/3/futures/account/cross/A_PERP"
    for words in (b'{"leverage":"0.5"}', b'{"leverage":"x"}', b"{}"):
        assert isinstance(rest.read_ask(Request("PUT", rest.HOST, path, "", words)), Refused)
