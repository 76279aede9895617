"""The request half of the spot row. Its endpoints stand in files of their own; the envelope is everybody's."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget import batches, bills, charts, key_rights, market, payments, plans, trading
from picaflor.venues.bitget.envelope import HEADERS, HOST, Table
from picaflor.wire.asks import Ask, Place
from picaflor.wire.net import Request

ENDPOINTS: Final = (
    *market.ENDPOINTS,
    *charts.ENDPOINTS,
    *trading.ENDPOINTS,
    *batches.ENDPOINTS,
    *plans.ENDPOINTS,
    *bills.ENDPOINTS,
    *payments.ENDPOINTS,
    *key_rights.ENDPOINTS,
)
_TABLE: Final = Table(ENDPOINTS)

endpoint_of = _TABLE.endpoint_of
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer


def write_ask(ask: Ask) -> Request:
    if type(ask) is Place and (placed := trading.write_place(ask)):
        return Request("POST", HOST, trading.PLACE_PATH, body=placed, headers=HEADERS)
    return _TABLE.write_ask(ask)
