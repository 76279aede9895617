"""The listing ↔ markets. Ids are never split by text: the coins stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import DECIMALS_MAX, read_atoms, write_atoms
from picaflor.venues.bitget.messages import SymbolRow
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "bitget"
_ROWS: Final = Decoder(list[Raw])
_ROW: Final = Decoder(SymbolRow)
STATES: Final = {
    "online": MarketState.OPEN,
    "gray": MarketState.HALTED,  # a test with chosen accounts
    "halt": MarketState.HALTED,
}


def read_listing(data: Raw | bytes) -> Listing:
    """Row 2. One row that cannot be mapped is left out with its reason; the others stand."""
    markets: dict[str, Market] = {}
    skipped: list[tuple[str, str]] = []
    for number, raw in enumerate(_ROWS.decode(data)):
        name = f"row {number}"
        try:
            row = _ROW.decode(raw)
            name = row.symbol
            if name in markets:
                raise BadMessage("listed twice")
            if row.status == "offline":
                raise BadMessage("offline")
            markets[name] = read_market(row)
        except BAD as bad:
            skipped.append((name, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    return Listing(tuple(markets.values()), tuple(skipped))


def read_market(row: SymbolRow) -> Market:
    if row.status not in STATES:
        raise BadMessage(f"a status that we do not know: {row.status[:40]!r}")
    if not row.symbol or not row.baseCoin or not row.quoteCoin or "-" in row.baseCoin + row.quoteCoin:
        raise BadMessage("coins that do not make a pair")
    return Market(
        venue=ROW,
        pair=f"{row.baseCoin}-{row.quoteCoin}",
        symbol=row.symbol,
        base=row.baseCoin,
        quote=row.quoteCoin,
        tick=Grid(_places(row.pricePrecision)),
        lot=Grid(_places(row.quantityPrecision)),
        quote_places=_places(row.quotePrecision),
        # Stated in USDT whatever the quote coin is; for other quotes that is no number of ours to know.
        min_notional=read_atoms(row.minTradeUSDT) if row.quoteCoin == "USDT" else 0,
        maker_fee=read_atoms(row.makerFeeRate, signed=True),
        taker_fee=read_atoms(row.takerFeeRate, signed=True),
        max_open_orders=_count(row.orderQuantity),
        band_up=read_atoms(row.buyLimitPriceRatio) if row.buyLimitPriceRatio else 0,
        band_down=read_atoms(row.sellLimitPriceRatio) if row.sellLimitPriceRatio else 0,
        state=STATES[row.status],
        buys_by_quote=True,  # Row 11
    )


def write_listing(markets: Sequence[Market]) -> list[SymbolRow]:
    return [write_market(market) for market in markets]


def write_market(market: Market) -> SymbolRow:
    return SymbolRow(
        symbol=market.symbol,
        baseCoin=market.base,
        quoteCoin=market.quote,
        takerFeeRate=write_atoms(market.taker_fee),
        makerFeeRate=write_atoms(market.maker_fee),
        pricePrecision=str(market.tick.places),
        quantityPrecision=str(market.lot.places),
        quotePrecision=str(market.quote_places),
        status="online" if market.state is MarketState.OPEN else "halt",
        minTradeUSDT=write_atoms(market.min_notional),
        buyLimitPriceRatio=write_atoms(market.band_up),
        sellLimitPriceRatio=write_atoms(market.band_down),
        orderQuantity=str(market.max_open_orders),
    )


def _places(text: str) -> int:
    places = _count(text or "?")
    if places > DECIMALS_MAX:
        raise BadMessage(f"{places} decimals are more than we can hold")
    return places


def _count(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BadMessage(f"not a count: {text[:40]!r}")
    return int(text or 0)
