"""The listing ↔ markets. Ids are never split by text: the coins stand beside them."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc.messages import SymbolRow
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "hitbtc"
QUOTE_PLACES: Final = 12  # row 10: as balances and fees are spelled
LEGACY: Final = "_BQX"
_ROWS: Final = Decoder(dict[str, Raw])
_ROW: Final = Decoder(SymbolRow)
STATES: Final = {
    "working": MarketState.OPEN,
    "suspended": MarketState.HALTED,
    "clearing": MarketState.HALTED,
}


def read_listing(data: bytes) -> Listing:
    """Row 2. One row that cannot be mapped is left out with its reason; contracts are another row's business."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for symbol, raw in _ROWS.decode(data).items():
        try:
            row = _ROW.decode(raw)
            if row.type == "spot":
                markets.append(read_market(symbol, row))
            elif row.type != "futures":
                raise BadMessage(f"a kind of market that we do not know: {row.type[:40]!r}")
        except BAD as bad:
            skipped.append((symbol, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any market that can be read")
    return Listing(tuple(markets), tuple(skipped))


def read_market(symbol: str, row: SymbolRow) -> Market:
    if row.status not in STATES:
        raise BadMessage("expired" if row.status == "expired" else f"a status that we do not know: {row.status[:40]!r}")
    if symbol.endswith(LEGACY):
        raise BadMessage("a relic that is listed and cannot be traded")
    if not symbol or not row.base_currency or not row.quote_currency or "-" in row.base_currency + row.quote_currency:
        raise BadMessage("coins that do not make a pair")
    if not row.fee_currency:
        raise BadMessage("nobody says in what fees are paid")
    return Market(
        venue=ROW,
        pair=f"{row.base_currency}-{row.quote_currency}",
        symbol=symbol,
        base=row.base_currency,
        quote=row.quote_currency,
        tick=Grid.of(row.tick_size),
        lot=Grid.of(row.quantity_increment),
        quote_places=QUOTE_PLACES,
        maker_fee=read_atoms(row.make_rate, signed=True),
        taker_fee=read_atoms(row.take_rate, signed=True),
        fee_asset=row.fee_currency,
        state=STATES[row.status],
        timed=True,
    )


def write_market(market: Market) -> SymbolRow:
    """A leverage above 1 says that the pair is traded on margin, too."""
    return SymbolRow(
        type="spot",
        base_currency=market.base,
        quote_currency=market.quote,
        status="working" if market.state is MarketState.OPEN else "suspended",
        quantity_increment=market.lot.write(1),
        tick_size=market.tick.write(1),
        take_rate=write_atoms(market.taker_fee),
        make_rate=write_atoms(market.maker_fee),
        fee_currency=market.fee_asset or market.quote,
        margin_trading=market.max_leverage > 1,
        max_initial_leverage=f"{market.max_leverage}.00",
    )
