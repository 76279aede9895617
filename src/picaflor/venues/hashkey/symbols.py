"""The listing ↔ markets. Ids are never split by text: the coins stand beside them, and rules in filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey.messages import FilterRow, ListingRow, Named, SymbolRow
from picaflor.wire.decoding import BAD, BadMessage, why
from picaflor.wire.reports import Listing

ROW: Final = "hashkey"
QUOTE_PLACES: Final = 12  # row 10: as balances are spelled
FEE: Final = "0.0012"  # row 8: the listing does not tell it
_LISTING: Final = Decoder(ListingRow)
_NAMED: Final = Decoder(Named)
_ROW: Final = Decoder(SymbolRow)
STATES: Final = {
    "TRADING": MarketState.OPEN,
    "HALT": MarketState.HALTED,
    "RESUMING": MarketState.HALTED,
    "IN_PREVIEW": MarketState.HALTED,
}


def read_listing(data: bytes) -> Listing:
    """Row 2. One row that cannot be mapped is left out with its reason; contracts stand in a list of their own."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for raw in _LISTING.decode(data).symbols:
        symbol = "?"
        try:
            symbol = _NAMED.decode(raw).symbol
            markets.append(read_market(_ROW.decode(raw)))
        except BAD as bad:
            skipped.append((symbol, str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any market that can be read")
    return Listing(tuple(markets), tuple(skipped))


def read_one(data: bytes) -> Listing:
    return Listing((read_market(_ROW.decode(data)),))


def read_market(row: SymbolRow) -> Market:
    if row.status not in STATES:
        raise BadMessage(f"a status that we do not know: {row.status[:40]!r}")
    if not row.symbol or not row.baseAsset or not row.quoteAsset or "-" in row.baseAsset + row.quoteAsset:
        raise BadMessage("coins that do not make a pair")
    rules = {rule.filterType: rule for rule in row.filters}
    price, size = rules.get("PRICE_FILTER"), rules.get("LOT_SIZE")
    if price is None or size is None:
        raise BadMessage("nobody says in what steps prices and sizes go")
    lot = Grid.of(size.stepSize)
    crowd, value = rules.get("LIMIT_TRADING"), rules.get("TRADE_AMOUNT") or rules.get("MIN_NOTIONAL")
    return Market(
        venue=ROW,
        pair=f"{row.baseAsset}-{row.quoteAsset}",
        symbol=row.symbol,
        base=row.baseAsset,
        quote=row.quoteAsset,
        tick=Grid.of(price.tickSize),
        lot=lot,
        quote_places=QUOTE_PLACES,
        min_lots=max(1, lot.ceil(_atoms(size.minQty))),
        max_lots=lot.floor(_atoms(size.maxQty)),
        max_market_lots=lot.floor(_atoms(size.marketOrderMaxQty)),
        min_notional=_atoms(value.minAmount or value.minNotional) if value else 0,
        maker_fee=read_atoms(FEE),
        taker_fee=read_atoms(FEE),
        max_open_orders=(crowd.maxEntrustNum or 0) if crowd else 0,
        band_up=_atoms(crowd.buyPriceUpRate) if crowd else 0,
        band_down=_atoms(crowd.sellPriceDownRate) if crowd else 0,
        state=STATES[row.status],
    )


def _atoms(text: str) -> int:
    return read_atoms(text) if text else 0


def write_market(market: Market) -> SymbolRow:
    lot = market.lot
    return SymbolRow(
        symbol=market.symbol,
        symbolName=market.symbol,
        status="TRADING" if market.state is MarketState.OPEN else "HALT",
        baseAsset=market.base,
        baseAssetName=market.base,
        baseAssetPrecision=lot.write(1),
        quoteAsset=market.quote,
        quoteAssetName=market.quote,
        quotePrecision=Grid(market.quote_places).write(1),
        filters=[
            FilterRow(
                "PRICE_FILTER", tickSize=market.tick.write(1), minPrice=market.tick.write(1), maxPrice="100000000"
            ),
            FilterRow(
                "LOT_SIZE",
                stepSize=lot.write(1),
                minQty=lot.write(market.min_lots),
                maxQty=lot.write(market.max_lots) if market.max_lots else "",
                marketOrderMinQty=lot.write(market.min_lots),
                marketOrderMaxQty=lot.write(market.max_market_lots) if market.max_market_lots else "",
            ),
            FilterRow("MIN_NOTIONAL", minNotional=write_atoms(market.min_notional)),
            FilterRow("TRADE_AMOUNT", minAmount=write_atoms(market.min_notional), maxAmount="100000000"),
            FilterRow(
                "LIMIT_TRADING",
                buyPriceUpRate=write_atoms(market.band_up),
                sellPriceDownRate=write_atoms(market.band_down),
                maxEntrustNum=market.max_open_orders,
            ),
        ],
    )


def write_listing(
    markets: Sequence[Market], more: Sequence[str], now_ms: int, contracts: Sequence[object] = ()
) -> object:
    """Row 2: coins stand beside the markets; what they say of chains is what strangers want to read.
    `more`: those that no market here trades.
    """
    coins = sorted({*more, *(coin for market in markets for coin in (market.base, market.quote))})
    return {
        "timezone": "UTC",
        "serverTime": str(now_ms),
        "brokerFilters": [],
        "symbols": [write_market(market) for market in markets if market.kind is MarketKind.SPOT],
        "options": [],
        "contracts": contracts,
        "coins": [_coin(coin) for coin in coins],
    }


def _coin(coin: str) -> object:
    chain = {
        "chainType": coin,
        "withdrawFee": "0",
        "minWithdrawQuantity": "0.0001",
        "maxWithdrawQuantity": "0",
        "minDepositQuantity": "0.0001",
        "allowDeposit": True,
        "allowWithdraw": True,
    }
    return {
        "orgId": "9001",
        "coinId": coin,
        "coinName": coin,
        "coinFullName": coin,
        "allowWithdraw": True,
        "allowDeposit": True,
        "tokenType": "CHAIN_TOKEN",
        "chainTypes": [chain],
    }
