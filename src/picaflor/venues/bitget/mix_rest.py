"""The request half of the contracts' row. Its endpoints stand in the files that begin with mix_."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from picaflor.venues.bitget import (
    mix_account,
    mix_batches,
    mix_bills,
    mix_charts,
    mix_closing,
    mix_market,
    mix_position_stops,
    mix_positions,
    mix_prices,
    mix_stops,
    mix_trading,
)
from picaflor.venues.bitget.envelope import HEADERS, HOST, Table
from picaflor.venues.bitget.key_rights import RIGHTS
from picaflor.venues.bitget.mix_products import of_product
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.wire.asks import Ask, Place
from picaflor.wire.net import Request

ENDPOINTS: Final = (
    *mix_market.ENDPOINTS,
    *mix_prices.ENDPOINTS,
    *mix_charts.ENDPOINTS,
    *mix_trading.ENDPOINTS,
    *mix_batches.ENDPOINTS,
    *mix_stops.ENDPOINTS,
    *mix_position_stops.ENDPOINTS,
    *mix_account.ENDPOINTS,
    *mix_positions.ENDPOINTS,
    *mix_closing.ENDPOINTS,
    *mix_bills.ENDPOINTS,
    replace(RIGHTS, ours=lambda _request: False),  # everybody's, and so answered by the first row of a house
)


class Contracts(Table):
    """Of one family of them."""

    def __init__(self, product: str) -> None:
        super().__init__(of_product(ENDPOINTS, product))

    def write_ask(self, ask: Ask) -> Request:
        if type(ask) is Place and (placed := mix_trading.write_place(ask)):
            return Request("POST", HOST, mix_trading.PLACE_PATH, body=placed, headers=HEADERS)
        return super().write_ask(ask)


_FIRST: Final = Contracts(PRODUCT)

endpoint_of = _FIRST.endpoint_of
knows = _FIRST.knows
write_ask = _FIRST.write_ask
read_ask = _FIRST.read_ask
write_answer = _FIRST.write_answer
read_answer = _FIRST.read_answer
