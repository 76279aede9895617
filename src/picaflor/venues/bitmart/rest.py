"""The request half of the spot market: one table."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitmart import batches, charts, market, trading
from picaflor.venues.bitmart.envelope import Table

HOST: Final = "api-cloud.bitmart.com"
TABLE: Final = Table(HOST, (*market.ENDPOINTS, *charts.ENDPOINTS, *trading.ENDPOINTS, *batches.ENDPOINTS))
knows = TABLE.knows
write_ask = TABLE.write_ask
read_ask = TABLE.read_ask
write_answer = TABLE.write_answer
read_answer = TABLE.read_answer
