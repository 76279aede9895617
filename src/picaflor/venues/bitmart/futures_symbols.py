"""The contracts' listing ↔ markets. Sizes are whole contracts; what one is worth in coin the listing says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.json import Decoder

from picaflor.domain.market import Grid, Market, MarketKind, MarketState
from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.venues.bitmart.futures_words import COIN
from picaflor.wire.decoding import BAD, MS, BadMessage, why
from picaflor.wire.reports import Listing, TickerReport

ROW: Final = "bitmart_perpetual"
QUOTE_PLACES: Final = 8
MAKER, TAKER = "0.0002", "0.0006"  # row 75: of the lowest class; the listing tells none
PERPETUAL: Final = 1
DIGITS_MAX: Final = 4
# "": older listings say nothing.
STATES: Final = {"Trading": MarketState.OPEN, "": MarketState.OPEN, "Delisted": MarketState.HALTED}
SINCE_MS: Final = 1_594_080_000_000


class ContractRow(Struct, kw_only=True):
    """What it is; and how it stands, which this venue tells nowhere else."""

    symbol: str
    product_type: int
    open_timestamp: int = SINCE_MS
    expire_timestamp: int = 0
    settle_timestamp: int = 0
    base_currency: str
    quote_currency: str
    last_price: str = ""
    volume_24h: str = ""
    turnover_24h: str = ""
    index_price: str = ""
    index_name: str = ""
    contract_size: str
    min_leverage: str = "1"
    max_leverage: str
    price_precision: str
    vol_precision: str
    max_volume: str | UnsetType = UNSET
    market_max_volume: str | UnsetType = UNSET
    min_volume: str
    funding_rate: str = ""
    expected_funding_rate: str = ""
    open_interest: str = ""
    open_interest_value: str = ""
    high_24h: str = ""
    low_24h: str = ""
    change_24h: str = ""
    funding_interval_hours: int = 8
    funding_time: int = 0
    status: str = ""
    delist_time: int = 0


class _Name(Struct):
    symbol: str = "?"


class _Symbols(Struct):
    symbols: list[Raw]


_SYMBOLS: Final = Decoder(_Symbols)
_ROW: Final = Decoder(ContractRow)
_NAME: Final = Decoder(_Name)


def read_contracts(data: bytes | Raw) -> Listing:
    """Row 61. One row that cannot be mapped is left out with its reason."""
    markets: list[Market] = []
    skipped: list[tuple[str, str]] = []
    for raw in _SYMBOLS.decode(data).symbols:
        try:
            markets.append(read_contract(_ROW.decode(raw)))
        except BAD as bad:
            skipped.append((_named(raw), str(bad) if isinstance(bad, BadMessage) else why(bad)))
    if not markets:
        raise BadMessage("a listing without any contract that can be read")
    return Listing(tuple(markets), tuple(skipped))


def _named(raw: Raw) -> str:
    try:
        return _NAME.decode(raw).symbol
    except BAD:
        return "?"


def read_contract(row: ContractRow) -> Market:
    _refuse_foreign(row)
    contract, worth = Grid.of(row.vol_precision), read_atoms(row.contract_size)
    lot = Grid.of(write_atoms(contract.atoms * worth // ONE))
    return Market(
        venue=ROW,
        pair=f"{row.base_currency}-{row.quote_currency}",
        symbol=row.symbol,
        base=row.base_currency,
        quote=row.quote_currency,
        tick=Grid.of(row.price_precision),
        lot=lot,
        kind=MarketKind.LINEAR,
        settle=COIN,
        contract=contract,
        quote_places=QUOTE_PLACES,
        min_lots=max(1, contract.ceil(read_atoms(row.min_volume))),
        max_lots=_most(contract, row.max_volume),
        max_market_lots=_most(contract, row.market_max_volume),
        maker_fee=read_atoms(MAKER),
        taker_fee=read_atoms(TAKER),
        state=STATES[row.status],
        max_leverage=read_times(row.max_leverage),
    )


def _refuse_foreign(row: ContractRow) -> None:
    if row.product_type != PERPETUAL:
        raise BadMessage(f"no perpetual: {row.product_type!r:.40}")
    if row.status not in STATES:
        raise BadMessage(f"a status that we do not know: {row.status[:40]!r}")
    if not row.symbol or not row.base_currency or "-" in row.base_currency:
        raise BadMessage("coins that do not make a pair")
    if row.quote_currency != COIN:
        raise BadMessage(f"not quoted in {COIN}")


def _most(contract: Grid, text: str | UnsetType) -> int:
    return 0 if text is UNSET else contract.floor(read_atoms(text))


def read_times(text: str) -> int:
    """Leverage; a broken part is given up."""
    whole = text.partition(".")[0]
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= DIGITS_MAX) or not int(whole):
        raise BadMessage(f"no leverage: {text[:40]!r}")
    return int(whole)


def write_contracts(markets: Sequence[Market], tickers: Sequence[TickerReport] = ()) -> dict[str, list[ContractRow]]:
    told = {ticker.symbol: ticker for ticker in tickers}
    return {"symbols": [write_contract(market, told.get(market.symbol)) for market in markets]}


def write_contract(market: Market, ticker: TickerReport | None = None) -> ContractRow:
    contract = market.sized
    row = ContractRow(
        symbol=market.symbol,
        product_type=PERPETUAL,
        base_currency=market.base,
        quote_currency=market.quote,
        index_name=market.symbol,
        contract_size=write_atoms(market.lot.atoms * ONE // contract.atoms),
        max_leverage=str(market.max_leverage),
        price_precision=write_atoms(market.tick.atoms),
        vol_precision=write_atoms(contract.atoms),
        max_volume=write_atoms(market.max_lots * contract.atoms) if market.max_lots else UNSET,
        market_max_volume=write_atoms(market.max_market_lots * contract.atoms) if market.max_market_lots else UNSET,
        min_volume=write_atoms(market.min_lots * contract.atoms),
        status="Trading" if market.state is MarketState.OPEN else "Delisted",
    )
    if ticker is not None:
        add_ticker(row, ticker)
    return row


def add_ticker(row: ContractRow, ticker: TickerReport) -> None:
    change = (ticker.last - ticker.open) * 100_000 // ticker.open if ticker.open else 0
    row.last_price = write_atoms(ticker.last)
    row.volume_24h = write_atoms(ticker.base_volume)
    row.turnover_24h = write_atoms(ticker.quote_volume)
    row.index_price = write_atoms(ticker.index or 0)
    row.high_24h, row.low_24h = write_atoms(ticker.high), write_atoms(ticker.low)
    row.change_24h = write_atoms(change * ONE // 100_000)
    row.funding_rate = row.expected_funding_rate = write_atoms(ticker.funding_rate or 0)
    row.funding_time = ticker.funding_next_ns // MS
    row.open_interest = write_atoms(ticker.open_interest or 0)
    row.open_interest_value = write_atoms((ticker.open_interest or 0) * ticker.last // ONE)
