"""What strangers ask of the unified API: asks like any other, and answered in words of their own (see uta_market)."""

from __future__ import annotations

from typing import Final

from picaflor.wire.asks import ReadBook, ReadCandles, ReadListing, ReadMarkets, ReadTickers, ReadTrades
from picaflor.wire.contracts import ReadFees, ReadFunding, ReadFundingHistory, ReadTiers


class Markets(ReadMarkets, frozen=True, tag=True, tag_field="noun"):
    """Asked in this way, and so to be answered: of the asks below the same."""


class MarketTickers(ReadTickers, frozen=True, tag=True, tag_field="noun"):
    pass


class Interest(ReadTickers, frozen=True, tag=True, tag_field="noun"):
    pass


class Book(ReadBook, frozen=True, tag=True, tag_field="noun"):
    pass


class MarketTrades(ReadTrades, frozen=True, tag=True, tag_field="noun"):
    pass


class Bars(ReadCandles, frozen=True, tag=True, tag_field="noun"):
    pass


class Funding(ReadFunding, frozen=True, tag=True, tag_field="noun"):
    pass


class FundingRates(ReadFundingHistory, frozen=True, tag=True, tag_field="noun"):
    pass


class PositionTiers(ReadTiers, frozen=True, tag=True, tag_field="noun"):
    pass


class AllFees(ReadFees, frozen=True, tag=True, tag_field="noun"):
    pass


class OtherMarkets(ReadListing, frozen=True, tag=True, tag_field="noun"):
    pass


# Row 40. What spot has not, it is not asked.
RATES: Final[dict[type, tuple[str, int, str]]] = {
    Markets: ("v3/market/instruments", 20, "ip"),
    OtherMarkets: ("v3/market/instruments", 20, "ip"),
    MarketTickers: ("v3/market/tickers", 20, "ip"),
    Interest: ("v3/market/open-interest", 20, "ip"),
    Book: ("v3/market/orderbook", 20, "ip"),
    MarketTrades: ("v3/market/fills", 20, "ip"),
    Bars: ("v3/market/candles", 20, "ip"),
    Funding: ("v3/market/current-fund-rate", 20, "ip"),
    FundingRates: ("v3/market/history-fund-rate", 20, "ip"),
    AllFees: ("v3/account/all-fee-rate", 3, "key"),
    PositionTiers: ("v3/market/position-tier", 20, "ip"),
}
