"""The request half of the spot row for unified accounts: public requests are those of everybody, private ones v3."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget import charts, market, uta_trading
from picaflor.venues.bitget.envelope import Table

ENDPOINTS: Final = (*market.ENDPOINTS, *charts.ENDPOINTS, *uta_trading.ENDPOINTS)
_TABLE: Final = Table(ENDPOINTS)

endpoint_of = _TABLE.endpoint_of
knows = _TABLE.knows
write_ask = _TABLE.write_ask
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
