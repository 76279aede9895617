"""The request half of the contracts' row for unified accounts: public requests are those of everybody, private ones v3."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget import (
    mix_charts,
    mix_market,
    mix_prices,
    uta_account,
    uta_mix_trading,
    uta_positions,
    uta_records,
    uta_stops,
)
from picaflor.venues.bitget.envelope import Table
from picaflor.venues.bitget.mix_products import of_product
from picaflor.venues.bitget.mix_words import PRODUCT

PUBLIC: Final = (*mix_market.ENDPOINTS, *mix_prices.ENDPOINTS, *mix_charts.ENDPOINTS)
PRIVATE: Final = (uta_mix_trading, uta_account, uta_positions, uta_records, uta_stops)


class UnifiedContracts(Table):
    """Of one family of them."""

    def __init__(self, product: str) -> None:
        private = (endpoint for part in PRIVATE for endpoint in part.endpoints(product))
        super().__init__((*of_product(PUBLIC, product), *private))


_FIRST: Final = UnifiedContracts(PRODUCT)

endpoint_of = _FIRST.endpoint_of
knows = _FIRST.knows
write_ask = _FIRST.write_ask
read_ask = _FIRST.read_ask
write_answer = _FIRST.write_answer
read_answer = _FIRST.read_answer
