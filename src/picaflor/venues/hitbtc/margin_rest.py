"""The request half of the margin row: spot's public paths, its money, and a private tree of its own."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc import account_tree, futures_closing, futures_trading, margin_market, order_lists
from picaflor.venues.hitbtc.family import of_contracts
from picaflor.venues.hitbtc.futures_trading import MARGIN
from picaflor.venues.hitbtc.rest import HOST as HOST
from picaflor.venues.hitbtc.rest import Table

ENDPOINTS: Final = (
    *margin_market.ENDPOINTS,
    *futures_trading.endpoints(MARGIN),
    *account_tree.MARGIN_ENDPOINTS,
    *futures_closing.MARGIN_ENDPOINTS,
    *order_lists.MARGIN_ENDPOINTS,
)
_TABLE: Final = Table(ENDPOINTS, lambda request: not of_contracts(request))
BY_ASK: Final = _TABLE.by_ask
write_ask = _TABLE.write_ask
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
