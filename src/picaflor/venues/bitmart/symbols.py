"""The spot listing ↔ markets. Symbols are never split by text: the coins stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitmart.messages import SymbolRow
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "bitmart"
QUOTE_PLACES: Final = 8
FEE: Final = 10**33  # row 17: of the cheapest class; the listing tells none, the account's own are asked for
PLACES_MAX: Final = 18
STATES: Final = {"trading": MarketState.OPEN, "pre-trade": MarketState.HALTED}


class _Name(Struct):
    symbol: str = "?"


class _Symbols(Struct):
    symbols: list[Raw]


_SYMBOLS: Final = Decoder(_Symbols)
_ROW: Final = Decoder(SymbolRow)
_NAME: Final = Decoder(_Name)


def read_listing(data: bytes | Raw) -> Listing:
    """Row 2. One row that cannot be mapped is left out with its reason."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for raw in _SYMBOLS.decode(data).symbols:
        try:
            markets.append(read_market(_ROW.decode(raw)))
        except BAD as bad:
            skipped.append((_named(raw), str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any market that can be read")
    return Listing(tuple(markets), tuple(skipped))


def _named(raw: Raw) -> str:
    try:
        return _NAME.decode(raw).symbol
    except BAD:
        return "?"


def read_market(row: SymbolRow) -> Market:
    """The lot is the stated increment, or the least size where there is none."""
    if row.trade_status not in STATES:
        raise BadMessage(f"a status that we do not know: {row.trade_status[:40]!r}")
    if (
        not row.symbol
        or not row.base_currency
        or not row.quote_currency
        or "-" in row.base_currency + row.quote_currency
    ):
        raise BadMessage("coins that do not make a pair")
    if not 0 <= row.price_max_precision <= PLACES_MAX:
        raise BadMessage(f"a price with {row.price_max_precision} decimals")
    lot = Grid.of(row.quote_increment if read_atoms(row.quote_increment) else row.base_min_size)
    return Market(
        venue=ROW,
        pair=f"{row.base_currency}-{row.quote_currency}",
        symbol=row.symbol,
        base=row.base_currency,
        quote=row.quote_currency,
        tick=Grid(row.price_max_precision),
        lot=lot,
        quote_places=QUOTE_PLACES,
        min_lots=max(1, lot.ceil(read_atoms(row.base_min_size))),
        max_lots=0 if row.base_max_size is UNSET else lot.floor(read_atoms(row.base_max_size)),
        min_notional=max(read_atoms(row.min_buy_amount), read_atoms(row.min_sell_amount)),
        maker_fee=FEE,
        taker_fee=FEE,
        fee_asset=row.quote_currency,
        state=STATES[row.trade_status],
        buys_by_quote=True,
        fok=False,
    )


def write_listing(markets: Sequence[Market]) -> dict[str, list[SymbolRow]]:
    return {"symbols": [write_market(market, number) for number, market in enumerate(markets, 1)]}


def write_market(market: Market, number: int) -> SymbolRow:
    return SymbolRow(
        symbol=market.symbol,
        symbol_id=number,
        base_currency=market.base,
        quote_currency=market.quote,
        quote_increment=market.lot.write(1),
        base_min_size=market.lot.write(market.min_lots),
        base_max_size=market.lot.write(market.max_lots) if market.max_lots else UNSET,
        price_max_precision=market.tick.places,
        min_buy_amount=write_atoms(market.min_notional),
        min_sell_amount=write_atoms(market.min_notional),
        trade_status="trading" if market.state is MarketState.OPEN else "pre-trade",
    )
