from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.venues.bitget.mix_endpoint import mix, never, nothing
from picaflor.venues.bitget.params import BadParameter
from picaflor.wire.asks import ReadMarkets

ENDPOINT = mix(
    ReadMarkets, "GET", "x", lambda _ask: {"a": "1"}, dict, lambda _ask, answer: answer, lambda _ask, data, _at: data
)


def test_a_question_names_its_family() -> None:
    assert ENDPOINT.path == "/api/v2/mix/x"
    assert ENDPOINT.write_ask(ReadMarkets()) == {"productType": "USDT-FUTURES", "a": "1"}
    assert ENDPOINT.read_ask({"productType": "usdt-futures", "marginCoin": "usdt"})
    assert (ENDPOINT.fits(ReadMarkets()), never(ReadMarkets()), nothing(ReadMarkets())) == (True, False, {})
    assert ENDPOINT.read_answer(ReadMarkets(), Raw(b"1"), 0) == Raw(b"1")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "40019"),
        ({"productType": "SUSDT-FUTURES"}, "40034"),
        ({"productType": "USDC-FUTURES", "symbol": "BTCUSDT"}, "40034"),
        ({"productType": "USDT-FUTURES", "symbol": "BTCPERP"}, "40034"),
        ({"productType": "USDT-FUTURES", "symbol": "BTCUSDT", "marginCoin": "USDC"}, "40034"),
        ({"productType": "COIN-FUTURES", "symbol": "BTCUSD", "marginCoin": "ETH"}, "40034"),
    ],
)
def test_another_family_is_refused(params: dict[str, str], code: str) -> None:
    with pytest.raises(BadParameter) as refused:
        ENDPOINT.read_ask(params)
    assert refused.value.refused.code == code
