"""The listing ↔ margin markets: spot pairs that say `margin_trading`, held as positions whose money is the quote coin."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.market import Market, MarketKind
from picaflor.venues.hitbtc import symbols
from picaflor.venues.hitbtc.account_tree import PRODUCT as PRODUCT
from picaflor.venues.hitbtc.futures_symbols import read_times
from picaflor.venues.hitbtc.messages import SymbolRow
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "hitbtc_margin"
_ROWS: Final = Decoder(dict[str, Raw])
_ROW: Final = Decoder(SymbolRow)


def read_margins(data: bytes) -> Listing:
    """Row 80. What cannot be traded on margin is another row's business; of what can, one that is odd is left out."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for symbol, raw in _ROWS.decode(data).items():
        try:
            row = _ROW.decode(raw)
            if row.type == "spot" and row.margin_trading:
                markets.append(read_margin(symbol, row))
            elif row.type not in ("spot", "futures"):
                raise BadMessage(f"a kind of market that we do not know: {row.type[:40]!r}")
        except BAD as bad:
            skipped.append((symbol, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any market that is traded on margin")
    return Listing(tuple(markets), tuple(skipped))


def read_one(symbol: str, data: bytes) -> Market:
    row = _ROW.decode(data)
    if not row.margin_trading:
        raise BadMessage("nothing is traded on margin there")
    return read_margin(symbol, row)


def read_margin(symbol: str, row: SymbolRow) -> Market:
    market = symbols.read_market(symbol, row)
    if market.fee_asset != market.quote:
        raise BadMessage("fees that are paid in another coin than the position is margined in")
    return replace(
        market,
        venue=ROW,
        kind=MarketKind.LINEAR,
        settle=market.quote,
        max_leverage=read_times(row.max_initial_leverage or "1"),
    )
