"""Families of contracts: the same endpoints, bound to one of them. What names no contract asks for one family alone.

Row 155. A bound table writes its family into such questions, knows only requests that name it, and refuses the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from msgspec import Raw, structs

from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_words import COIN_PRODUCT, PRODUCT, PRODUCTS, USDC_PRODUCT, product_of
from picaflor.venues.bitget.params import BadParameter, Params, read_params
from picaflor.wire.asks import Answer, ReadListing, Refused, Unclear
from picaflor.wire.net import Request
from picaflor.wire.reports import BalancesReport

# The margin of all of a family, where it is one coin; those of the third have one each.
_MARGIN: Final = {PRODUCT: "USDT", USDC_PRODUCT: "USDC", COIN_PRODUCT: ""}
_NAME: Final = "productType"


def of_product(endpoints: tuple[Endpoint, ...], product: str) -> tuple[Endpoint, ...]:
    return tuple(_bound(endpoint, product) for endpoint in endpoints)


def _bound(endpoint: Endpoint, product: str) -> Endpoint:
    def write(asked: Any) -> Mapping[str, object]:
        params = endpoint.write_ask(asked)
        return params if endpoint.ask is ReadListing else _named(params, product)

    def read(params: Params) -> Any:
        named = params.get(_NAME, "").upper()
        if named in PRODUCTS and named != product and endpoint.ask is ReadListing:
            return ReadListing(named)  # where a house has that family, it is answered there
        if named in PRODUCTS and named != product:
            raise BadParameter("40034", "Parameter productType does not exist")
        margin = _MARGIN[product] or params.get("marginCoin", "").upper()  # of the third family any coin may be named
        if not params.get("symbol") and params.get("marginCoin", "").upper() not in (margin, ""):
            raise BadParameter("40034", "Parameter marginCoin does not exist")
        return endpoint.read_ask(params)

    def read_answer(asked: Any, data: Raw, at_ns: int) -> Answer | Refused | Unclear:
        answer = endpoint.read_answer(asked, data, at_ns)
        return structs.replace(answer, product=product) if isinstance(answer, BalancesReport) else answer

    def ours(request: Request) -> bool:
        return endpoint.ours(request) and names(request, product)

    return replace(endpoint, write_ask=write, read_ask=read, read_answer=read_answer, ours=ours)


def _named(params: Mapping[str, object], product: str) -> Mapping[str, object]:
    if _NAME not in params or params.get("symbol"):
        return params
    coin = {"marginCoin": _MARGIN[product]} if "marginCoin" in params else {}
    return {**params, **coin, _NAME: product}


def names(request: Request, product: str) -> bool:
    """Whatever names none of them is the first one's to answer, or to refuse."""
    try:
        params = read_params(request)
    except BadParameter:
        return product == PRODUCT
    said = params.get(_NAME, "").upper() or product_of(params.get("symbol", ""))
    return said == product or (product == PRODUCT and said not in PRODUCTS)
