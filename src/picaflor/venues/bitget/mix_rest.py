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
_TABLE: Final = Table(ENDPOINTS)

endpoint_of = _TABLE.endpoint_of
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer


def write_ask(ask: Ask) -> Request:
    if type(ask) is Place and (placed := mix_trading.write_place(ask)):
        return Request("POST", HOST, mix_trading.PLACE_PATH, body=placed, headers=HEADERS)
    return _TABLE.write_ask(ask)
