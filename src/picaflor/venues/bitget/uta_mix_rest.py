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

ENDPOINTS: Final = (
    *mix_market.ENDPOINTS,
    *mix_prices.ENDPOINTS,
    *mix_charts.ENDPOINTS,
    *uta_mix_trading.ENDPOINTS,
    *uta_account.ENDPOINTS,
    *uta_positions.ENDPOINTS,
    *uta_records.ENDPOINTS,
    *uta_stops.ENDPOINTS,
)
_TABLE: Final = Table(ENDPOINTS)

endpoint_of = _TABLE.endpoint_of
knows = _TABLE.knows
write_ask = _TABLE.write_ask
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
