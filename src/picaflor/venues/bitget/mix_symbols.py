"""The contracts' listing ↔ markets. Sizes are in base coin; the tick is a step of the last decimal, not the decimal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import DECIMALS_MAX, read_atoms, write_atoms
from picaflor.venues.bitget.mix_messages import ContractRow
from picaflor.venues.bitget.mix_words import COIN, coin_of
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "bitget_perpetual"
_ROWS: Final = Decoder(list[Raw])
_ROW: Final = Decoder(ContractRow)
STATES: Final = {
    "normal": MarketState.OPEN,
    "limit_open": MarketState.CANCEL_ONLY,  # positions may be closed, none opened
    "listed": MarketState.HALTED,  # not yet traded
    "maintain": MarketState.HALTED,
    "restrictedAPI": MarketState.HALTED,
}
STATE_WORDS: Final = {
    MarketState.OPEN: "normal",
    MarketState.CANCEL_ONLY: "limit_open",
    MarketState.HALTED: "maintain",
}


def read_contracts(data: Raw | bytes) -> Listing:
    """Row 61. One row that cannot be mapped is left out with its reason; the others stand."""
    markets: dict[str, Market] = {}
    skipped: list[tuple[str, str]] = []
    for number, raw in enumerate(_ROWS.decode(data)):
        name = f"row {number}"
        try:
            row = _ROW.decode(raw)
            name = row.symbol
            if name in markets:
                raise BadMessage("listed twice")
            markets[name] = read_contract(row)
        except BAD as bad:
            skipped.append((name, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    return Listing(tuple(markets.values()), tuple(skipped))


def read_contract(row: ContractRow) -> Market:
    _refuse_foreign(row)
    settle = _settle(row)
    lot = Grid.of(row.sizeMultiplier)
    return Market(
        venue=ROW,
        pair=f"{row.baseCoin}-{row.quoteCoin}",
        symbol=row.symbol,
        base=row.baseCoin,
        quote=row.quoteCoin,
        tick=_tick(row),
        lot=lot,
        kind=MarketKind.INVERSE if settle == row.baseCoin else MarketKind.LINEAR,
        settle=settle,
        min_lots=max(1, lot.ceil(read_atoms(row.minTradeNum))),
        max_lots=_lots(lot, row.maxOrderQty),
        max_market_lots=_lots(lot, row.maxMarketOrderQty),
        min_notional=_notional(row),
        maker_fee=read_atoms(row.makerFeeRate, signed=True),
        taker_fee=read_atoms(row.takerFeeRate, signed=True),
        max_open_orders=_count(row.maxSymbolOrderNum),
        band_up=read_atoms(row.buyLimitPriceRatio) if row.buyLimitPriceRatio else 0,
        band_down=read_atoms(row.sellLimitPriceRatio) if row.sellLimitPriceRatio else 0,
        state=STATES[row.symbolStatus],
        max_leverage=_count(row.maxLever) or 1,
    )


def _refuse_foreign(row: ContractRow) -> None:
    if row.symbolType != "perpetual":
        raise BadMessage(f"no perpetual: {row.symbolType[:40]!r}")
    if row.symbolStatus == "off":
        raise BadMessage("off")
    if row.symbolStatus not in STATES:
        raise BadMessage(f"a status that we do not know: {row.symbolStatus[:40]!r}")
    if not row.symbol or not row.baseCoin or "-" in row.baseCoin:
        raise BadMessage("coins that do not make a pair")


def _settle(row: ContractRow) -> str:
    """Row 155. The name of a contract says what its margin is in, and everything else here goes by the name: so a row
    that says otherwise in its own fields is none of ours.
    """
    named = coin_of(row.symbol)
    quote = "USD" if named == row.baseCoin else named
    if row.quoteCoin != quote or named not in row.supportMarginCoins:
        raise BadMessage(f"not quoted in {quote}, or not margined in {named}, as its name says")
    return named


def _notional(row: ContractRow) -> int:
    """Stated in USDT whatever the quote coin is; for other quotes that is no number of ours to know."""
    return read_atoms(row.minTradeUSDT) if row.minTradeUSDT and row.quoteCoin == COIN else 0


def _tick(row: ContractRow) -> Grid:
    places, step = _count(row.pricePlace or "?"), _count(row.priceEndStep or "?")
    if places > DECIMALS_MAX or not step:
        raise BadMessage(f"no step of a price: {row.priceEndStep} of {places} decimals")
    return Grid(places, step)


def _lots(lot: Grid, text: str) -> int:
    return lot.floor(read_atoms(text)) if text else 0


def _count(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BadMessage(f"not a count: {text[:40]!r}")
    return int(text or 0)


def write_contracts(markets: Sequence[Market]) -> list[ContractRow]:
    return [write_contract(market) for market in markets]


def write_contract(market: Market) -> ContractRow:
    lot = market.lot.atoms
    return ContractRow(
        symbol=market.symbol,
        baseCoin=market.base,
        quoteCoin=market.quote,
        buyLimitPriceRatio=write_atoms(market.band_up),
        sellLimitPriceRatio=write_atoms(market.band_down),
        makerFeeRate=write_atoms(market.maker_fee),
        takerFeeRate=write_atoms(market.taker_fee),
        supportMarginCoins=[market.settle],
        minTradeNum=write_atoms(market.min_lots * lot),
        priceEndStep=str(market.tick.step),
        volumePlace=str(market.lot.places),
        pricePlace=str(market.tick.places),
        sizeMultiplier=write_atoms(lot),
        symbolType="perpetual",
        minTradeUSDT=write_atoms(market.min_notional),
        maxSymbolOrderNum=str(market.max_open_orders),
        symbolStatus=STATE_WORDS[market.state],
        maxLever=str(market.max_leverage),
        maxMarketOrderQty=_most(market.max_market_lots * lot),
        maxOrderQty=_most(market.max_lots * lot),
    )


def _most(atoms: int) -> str:
    return write_atoms(atoms) if atoms else ""
