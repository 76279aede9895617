"""The request half of the contracts' row. Its endpoints stand in the files that begin with futures_."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc import (
    account_tree,
    futures_closing,
    futures_market,
    futures_prices,
    futures_trading,
    order_lists,
)
from picaflor.venues.hitbtc.rest import HOST as HOST
from picaflor.venues.hitbtc.rest import Table

ENDPOINTS: Final = (
    *futures_market.ENDPOINTS,
    *futures_prices.ENDPOINTS,
    *futures_trading.ENDPOINTS,
    *account_tree.FUTURES_ENDPOINTS,
    *futures_closing.ENDPOINTS,
    *order_lists.FUTURES_ENDPOINTS,
)
_TABLE: Final = Table(ENDPOINTS)
BY_ASK: Final = _TABLE.by_ask
write_ask = _TABLE.write_ask
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
