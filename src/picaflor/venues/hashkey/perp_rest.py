"""The request half of the contracts' row. Its endpoints stand in the files that begin with perp_."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hashkey import bills, listening, perp_account, perp_batches, perp_market, perp_stops, perp_trading
from picaflor.venues.hashkey.rest import HOST as HOST
from picaflor.venues.hashkey.rest import Table

ENDPOINTS: Final = (
    *perp_market.ENDPOINTS,
    *perp_account.ENDPOINTS,
    bills.flow_of(bills.CONTRACTS),
    *perp_stops.ENDPOINTS,
    *perp_trading.ENDPOINTS,
    *perp_batches.ENDPOINTS,
    *listening.ENDPOINTS,
)
_TABLE: Final = Table(ENDPOINTS)
BY_ASK: Final = _TABLE.by_ask
write_ask = _TABLE.write_ask
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
