from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, Side, StopKind, TriggerBy
from picaflor.venues.bitget import mix_rest, uta_mix_rest, uta_rest
from picaflor.wire import asks as a
from picaflor.wire.net import Request
from picaflor.wire.stops import Attached

PLACE = "/api/v3/trade/place-order"
A = read_atoms
ORDER = a.Place(
    "B", "x", Side.SELL, OrderType.MARKET, read_atoms("1"), hold=Hold.LONG, reduce_only=True, margin_mode=MarginMode.CROSS
)  # fmt: skip


def body(ask: a.Place) -> dict[str, str]:
    found: dict[str, str] = json.loads(uta_mix_rest.write_ask(ask).body)
    return found


def asked(said: dict[str, str]) -> object:
    return uta_mix_rest.read_ask(Request("POST", "api.bitget.com", PLACE, body=json.dumps(said).encode()))


def test_a_close_of_a_long_is_a_sell_here_and_a_buy_on_classic_accounts() -> None:
    said = body(ORDER)
    assert (said["side"], said["posSide"], said["category"]) == ("sell", "long", "USDT-FUTURES")
    assert "reduceOnly" not in said
    assert json.loads(mix_rest.write_ask(ORDER).body)["side"] == "buy"
    assert asked(said) == ORDER


def test_one_way_an_order_says_whether_it_only_reduces() -> None:
    one_way = replace(ORDER, hold=Hold.NET)
    assert (body(one_way)["reduceOnly"], "posSide" in body(one_way)) == ("yes", False)
    assert asked(body(one_way)) == one_way


def test_what_would_open_cannot_only_reduce() -> None:
    with pytest.raises(ValueError, match="opens"):
        body(replace(ORDER, side=Side.BUY))
    with pytest.raises(ValueError, match="sized in coin"):
        body(replace(ORDER, size=None))


def test_what_is_attached_says_what_it_watches_and_what_follows() -> None:
    loss = Attached(StopKind.STOP_LOSS, A("9"), A("8"), TriggerBy.MARK)
    carrying = replace(ORDER, attached=(loss,))
    said = body(carrying)
    assert [said[name] for name in ("stopLoss", "slTriggerBy", "slOrderType", "slLimitPrice")] == [
        "9",
        "mark",
        "limit",
        "8",
    ]
    assert asked(said) == carrying
    bare = {**body(ORDER), "takeProfit": "10", "tpLimitPrice": "11"}
    assert asked(bare) == replace(ORDER, attached=(Attached(StopKind.TAKE_PROFIT, A("10")),))
    for odd in ({"tpTriggerBy": "index"}, {"tpOrderType": "limit", "tpLimitPrice": ""}):
        assert isinstance(asked({**bare, **odd}), a.Refused)


def test_without_a_margin_mode_it_is_crossed_and_an_odd_one_is_refused() -> None:
    said = body(ORDER)
    del said["marginMode"]
    assert asked(said) == ORDER
    for name, odd in (("marginMode", "odd"), ("posSide", "up"), ("category", "SPOT")):
        refused = asked({**said, name: odd})
        assert isinstance(refused, a.Refused)
        assert refused.code == "40020"


def test_a_market_buy_is_sized_in_coin() -> None:
    bought = replace(ORDER, side=Side.BUY, reduce_only=False)
    assert body(bought)["qty"] == "1"
    assert asked(body(bought)) == bought


def test_a_request_is_the_rows_whose_family_it_names() -> None:
    for ask in (ORDER, a.ReadOpenOrders("B"), a.CancelAll("B")):
        request = uta_mix_rest.write_ask(ask)
        assert uta_mix_rest.knows(request)
        assert not uta_rest.knows(request)
    spot = uta_rest.write_ask(a.ReadOpenOrders("B"))
    assert uta_rest.knows(spot)
    assert not uta_mix_rest.knows(spot)
