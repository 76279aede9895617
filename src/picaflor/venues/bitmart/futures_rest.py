"""The request half of the contracts' row. Its endpoints stand in the files that begin with futures_."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitmart import (
    futures_account,
    futures_bills,
    futures_dead_man,
    futures_market,
    futures_prices,
    futures_stop_lists,
    futures_stops,
    futures_trading,
)
from picaflor.venues.bitmart.envelope import Table
from picaflor.venues.bitmart.market import FUTURES_HOST as HOST
from picaflor.wire.asks import PUBLIC

TABLE: Final = Table(
    HOST,
    (
        *futures_market.ENDPOINTS,
        *futures_prices.ENDPOINTS,
        *futures_trading.ENDPOINTS,
        *futures_stops.ENDPOINTS,
        *futures_dead_man.ENDPOINTS,
        *futures_stop_lists.ENDPOINTS,  # after those of orders: they share paths, and read what is asked there
        *futures_account.ENDPOINTS,
        *futures_bills.ENDPOINTS,
    ),
    wordless=True,
)
BY_KEY_ALONE: Final = frozenset(row.ask for row in TABLE.endpoints if row.method == "GET" and row.ask not in PUBLIC)
knows = TABLE.knows
write_ask = TABLE.write_ask
read_ask = TABLE.read_ask
write_answer = TABLE.write_answer
read_answer = TABLE.read_answer
