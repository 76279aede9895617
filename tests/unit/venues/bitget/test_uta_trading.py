from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget.uta_rest import read_answer, read_ask, write_answer, write_ask
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import OrderReport, OrderStatus


def asked(body: bytes, path: str = "/api/v3/trade/place-order") -> object:
    return read_ask(Request("POST", "api.bitget.com", path, body=body))


def test_a_market_buy_is_sized_in_money_and_nothing_else() -> None:
    bought = write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, quote=read_atoms("12.5")))
    assert bought.body == (
        b'{"category":"SPOT","symbol":"B","side":"buy","orderType":"market","qty":"12.5","clientOid":"x"}'
    )
    with pytest.raises(ValueError, match="sized in money"):
        write_ask(a.Place("B", "x", Side.BUY, OrderType.MARKET, size=1))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"symbol":"B","side":"buy","orderType":"limit","qty":"1","price":"1"}', "40019"),
        (b'{"category":"USDT-FUTURES","symbol":"B"}', "40020"),
        (b'{"category":"spot","symbol":"B","side":"buy","orderType":"limit","qty":"1","price":"0"}', "40020"),
        (b'{"category":"spot","symbol":"B","side":"buy","orderType":"market","qty":"1","stopLoss":"x"}', "40020"),
        (b'{"category":"spot","symbol":"B","side":"up","orderType":"limit","qty":"1","price":"1"}', "40020"),
    ],
)  # fmt: skip
def test_an_order_that_does_not_pass_is_refused(body: bytes, code: str) -> None:
    refused = asked(body)
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_lists_may_be_null_and_only_a_full_page_has_a_next_one() -> None:
    empty = Reply(200, b'{"code":"00000","msg":"success","data":{"list":null,"cursor":null}}')
    assert read_answer(a.ReadFills(), empty) == a.Fills(())
    assert read_answer(a.ReadOpenOrders(), empty) == a.Orders(())


def test_an_order_that_is_not_there_is_an_empty_page() -> None:
    gone = Reply(400, b'{"code":"25204","msg":"Order does not exist","data":null}')
    assert read_answer(a.ReadOrder("B", "x"), gone) == a.Orders(())


def test_an_answer_that_names_another_order_proves_nothing() -> None:
    other = Reply(200, b'{"code":"00000","msg":"success","data":{"orderId":"8","clientOid":"y"}}')
    assert isinstance(read_answer(a.Place("B", "x", Side.BUY, OrderType.LIMIT, 1, 1), other), a.Unclear)
    nothing = Reply(200, b'{"code":"00000","msg":"success","data":{}}')
    assert isinstance(read_answer(a.CancelAll("B"), nothing), a.Unclear)


def test_an_order_of_contracts_that_has_the_same_name_is_not_ours() -> None:
    """Ids are those of all markets of the account."""
    ask = a.ReadOrder("", "x")
    order = OrderReport("B", "7", "x", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, 10**36, 10**36)
    answered = write_answer(ask, a.Orders((order,)), 0)
    assert isinstance(read_answer(ask, answered), a.Orders)
    other = replace(answered, body=answered.body.replace(b'"SPOT"', b'"USDT-FUTURES"'))
    assert isinstance(read_answer(ask, other), a.Unclear)
