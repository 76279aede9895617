"""An endpoint of contracts: every question names the family of contracts that it means, and is checked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Raw

from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_words import PRODUCTS, coin_of, product_of
from picaflor.venues.bitget.params import BadParameter, Params, need
from picaflor.wire.asks import Answer, Refused, Unclear


def mix(
    ask: type,
    method: str,
    path: str,
    write_ask: Callable[[Any], Mapping[str, object]],
    read_ask: Callable[[Params], Any],
    write_answer: Callable[[Any, Any], object],
    read_answer: Callable[[Any, Raw, int], Answer | Refused | Unclear],
    fits: Callable[[Any], bool] = lambda _ask: True,
) -> Endpoint:
    def write(asked: Any) -> Mapping[str, object]:
        params = write_ask(asked)
        return {"productType": product_of(str(params.get("symbol", ""))), **params}

    def read(params: Params) -> Any:
        symbol, product = params.get("symbol", ""), need(params, "productType").upper()
        if product not in PRODUCTS or (symbol and product_of(symbol) != product):
            raise BadParameter("40034", "Parameter productType does not exist")
        if symbol and params.get("marginCoin", "").upper() not in (coin_of(symbol), ""):
            raise BadParameter("40034", "Parameter marginCoin does not exist")
        return read_ask(params)

    return Endpoint(ask, method, "/api/v2/mix/" + path, write, read, write_answer, read_answer, fits)


def nothing(_ask: object) -> Params:
    return {}


def never(_ask: object) -> bool:
    """Of an endpoint that we answer, and ask by another path."""
    return False
