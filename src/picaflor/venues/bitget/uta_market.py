"""Public endpoints of the unified API, which strangers ask on a unified account. The data is that of the classic.

Row 135. So these are read one way and answered the other. What is not of this house's families is an empty list.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Raw, Struct

from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_market import write_change, write_maybe
from picaflor.venues.bitget.mix_products import names
from picaflor.venues.bitget.mix_words import PRODUCTS
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.venues.bitget.uta_family import ACCOUNT, Family
from picaflor.venues.bitget.uta_market_asks import (
    AllFees,
    Bars,
    Book,
    Funding,
    FundingRates,
    Interest,
    Markets,
    MarketTickers,
    MarketTrades,
    OtherMarkets,
    PositionTiers,
)
from picaflor.venues.bitget.uta_orders import SPOT
from picaflor.wire.asks import (
    Candles,
    ReadBook,
    ReadCandles,
    ReadMarkets,
    ReadTickers,
    ReadTrades,
    Tickers,
    Trades,
)
from picaflor.wire.contracts import (
    Fees,
    FundingHistory,
    FundingReport,
    ReadFunding,
    ReadFundingHistory,
    ReadTiers,
    Tiers,
)
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.net import Request
from picaflor.wire.reports import BookFrame, Listing, TickerReport

HOUR: Final = 3_600_000_000_000
FAMILIES: Final = (SPOT, "MARGIN", "USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES")
# From six hours up theirs begin at midnight UTC+8, for which we have no word.
INTERVALS: Final = {"1m": "1m", "3m": "3m", "5m": "5m", "15m": "15m", "30m": "30m", "1H": "1h", "4H": "4h"}
LINES: Final = {"MARKET": TriggerBy.LAST, "MARK": TriggerBy.MARK, "INDEX": TriggerBy.INDEX}
_STATES: Final = {
    MarketState.OPEN: "online",
    MarketState.CANCEL_ONLY: "limit_open",
    MarketState.HALTED: "offline",
}


class Instrument(Struct, kw_only=True):
    symbol: str
    category: str
    baseCoin: str
    quoteCoin: str
    buyLimitPriceRatio: str
    sellLimitPriceRatio: str
    makerFeeRate: str
    takerFeeRate: str
    minOrderQty: str
    maxOrderQty: str
    maxMarketOrderQty: str
    pricePrecision: str
    quantityPrecision: str
    quotePrecision: str
    priceMultiplier: str
    quantityMultiplier: str
    minOrderAmount: str
    maxSymbolOrderNum: str
    status: str
    type: str
    symbolType: str
    maxLeverage: str
    areaSymbol: str = "no"
    isRwa: str = "NO"
    launchTime: str = ""


class Ticker(Struct, kw_only=True):
    category: str
    symbol: str
    lastPrice: str
    openPrice24h: str
    highPrice24h: str
    lowPrice24h: str
    ask1Price: str
    bid1Price: str
    bid1Size: str
    ask1Size: str
    price24hPcnt: str
    volume24h: str
    turnover24h: str
    indexPrice: str
    markPrice: str
    fundingRate: str
    openInterest: str
    ts: str


def _unasked(_ask: object) -> Params:
    raise ValueError("we ask the classic endpoints, whose data is the same")


def _unread(_ask: object, _data: Raw, _at_ns: int) -> Any:
    raise BadMessage("an answer to what we do not ask for")


def _write_instruments(category: str) -> Callable[[ReadMarkets, Listing], list[Instrument]]:
    def write(_ask: ReadMarkets, listing: Listing) -> list[Instrument]:
        return [_instrument(market, category) for market in listing.markets]

    return write


def _instrument(market: Market, category: str) -> Instrument:
    lot, perpetual = market.lot.atoms, "" if category == SPOT else "perpetual"
    return Instrument(
        symbol=market.symbol,
        category=category,
        baseCoin=market.base,
        quoteCoin=market.quote,
        buyLimitPriceRatio=write_atoms(market.band_up),
        sellLimitPriceRatio=write_atoms(market.band_down),
        makerFeeRate=write_atoms(market.maker_fee),
        takerFeeRate=write_atoms(market.taker_fee),
        minOrderQty=write_atoms(max(1, market.min_lots) * lot),
        maxOrderQty=_most(market.max_lots * lot),
        maxMarketOrderQty=_most(market.max_market_lots * lot),
        pricePrecision=str(market.tick.places),
        quantityPrecision=str(market.lot.places),
        quotePrecision=str(market.quote_places or market.tick.places),
        priceMultiplier="" if category == SPOT else write_atoms(market.tick.atoms),
        quantityMultiplier="" if category == SPOT else write_atoms(lot),
        minOrderAmount=write_atoms(market.min_notional),
        maxSymbolOrderNum=str(market.max_open_orders),
        status=_STATES[market.state],
        type=perpetual,
        symbolType=perpetual,
        maxLeverage=str(market.max_leverage),
    )


def _most(atoms: int) -> str:
    return write_atoms(atoms) if atoms else ""


def _asked_tickers(params: Params) -> MarketTickers:
    return MarketTickers(params.get("symbol", ""))


def _write_tickers(category: str) -> Callable[[ReadTickers, Tickers], list[Ticker]]:
    def write(_ask: ReadTickers, tickers: Tickers) -> list[Ticker]:
        return [_ticker(ticker, category) for ticker in tickers.rows]

    return write


def _ticker(ticker: TickerReport, category: str) -> Ticker:
    return Ticker(
        category=category,
        symbol=ticker.symbol,
        lastPrice=write_atoms(ticker.last),
        openPrice24h=write_atoms(ticker.open),
        highPrice24h=write_atoms(ticker.high),
        lowPrice24h=write_atoms(ticker.low),
        ask1Price=write_atoms(ticker.ask),
        bid1Price=write_atoms(ticker.bid),
        bid1Size=write_atoms(ticker.bid_size),
        ask1Size=write_atoms(ticker.ask_size),
        price24hPcnt=write_change(ticker),
        volume24h=write_atoms(ticker.base_volume),
        turnover24h=write_atoms(ticker.quote_volume),
        indexPrice=write_maybe(ticker.index),
        markPrice=write_maybe(ticker.mark),
        fundingRate=write_maybe(ticker.funding_rate),
        openInterest=write_maybe(ticker.open_interest),
        ts=write_ms(ticker.at_ns),
    )


def _asked_book(params: Params) -> Book:
    return Book(need(params, "symbol"), number(params, "limit", 5, 200))


def _write_book(_ask: ReadBook, book: BookFrame) -> object:
    """Numbers, not texts."""
    asks, bids = (Raw(levels.replace(b'"', b"")) for levels in (book.asks, book.bids))
    return {"a": asks, "b": bids, "ts": write_ms(book.at_ns)}


def _asked_trades(params: Params) -> MarketTrades:
    return MarketTrades(need(params, "symbol"), number(params, "limit", 100, 100))


def _write_trades(_ask: ReadTrades, trades: Trades) -> object:
    return [
        {
            "execId": trade.trade_id,
            "execLinkId": trade.trade_id,
            "price": write_atoms(trade.price),
            "size": write_atoms(trade.size),
            "side": trade.side,
            "ts": write_ms(trade.at_ns),
        }
        for trade in trades.rows
    ]


def _asked_candles(params: Params, *, history: bool) -> Bars:
    interval, by = INTERVALS.get(need(params, "interval")), LINES.get((params.get("type") or "market").upper())
    if interval is None or by is None:
        raise BadParameter("400172", f"Parameter verification failed: interval is one of {list(INTERVALS)}")
    limit = number(params, "limit", 100, 100 if history else 1000)
    since_ns, until_ns = moment(params, "startTime"), moment(params, "endTime")
    return Bars(need(params, "symbol"), interval, limit, since_ns, until_ns, history, by)


def _asked_latest(params: Params) -> Bars:
    return _asked_candles(params, history=False)


def _asked_past(params: Params) -> Bars:
    return _asked_candles(params, history=True)


def _write_candles(_ask: ReadCandles, candles: Candles) -> object:
    return [
        [
            write_ms(bar.open_ns),
            *map(write_atoms, (bar.open, bar.high, bar.low, bar.close, bar.base_volume, bar.quote_volume)),
        ]
        for bar in candles.rows
    ]


def _write_funding(_ask: ReadFunding, funding: FundingReport) -> object:
    return [
        {
            "symbol": funding.symbol,
            "fundingRate": write_atoms(funding.rate),
            "fundingRateInterval": str(funding.interval_ns // HOUR),
            "nextUpdate": write_ms(funding.next_ns),
        }
    ]


def _asked_rates(params: Params) -> FundingRates:
    """The cursor is the number of a page."""
    return FundingRates(need(params, "symbol"), number(params, "limit", 200, 200), number(params, "cursor", 1, 100))


def _write_rates(_ask: ReadFundingHistory, history: FundingHistory) -> object:
    rows = [
        {"symbol": rate.symbol, "fundingRate": write_atoms(rate.rate), "fundingRateTimestamp": write_ms(rate.at_ns)}
        for rate in history.rows
    ]
    return {"resultList": rows}


def _write_tiers(_ask: ReadTiers, tiers: Tiers) -> object:
    return [
        {
            "tier": str(tier.level),
            "minTierValue": write_atoms(tier.notional_min),
            "maxTierValue": write_atoms(tier.notional_max),
            "leverage": str(tier.leverage_max),
            "mmr": write_atoms(tier.maintenance),
        }
        for tier in tiers.rows
    ]


def _write_interest(_ask: Interest, tickers: Tickers) -> object:
    rows = [{"symbol": row.symbol, "openInterest": write_maybe(row.open_interest)} for row in tickers.rows]
    return {"list": rows, "ts": write_ms(tickers.rows[0].at_ns) if tickers.rows else ""}


def _write_fees(_ask: AllFees, fees: Fees) -> object:
    rows = ((row.symbol, write_atoms(row.maker), write_atoms(row.taker)) for row in fees.rows)
    return [{"symbol": symbol, "makerFeeRate": maker, "takerFeeRate": taker} for symbol, maker, taker in rows]


def _write_nothing(_ask: OtherMarkets, _listing: Listing) -> object:
    return []


def _asked_instruments(params: Params) -> Markets | OtherMarkets:
    category = need(params, "category").upper()
    if category not in FAMILIES:
        raise BadParameter("40020", "Parameter category error")
    return Markets() if category == SPOT else OtherMarkets(category)


def _not_contracts(request: Request) -> bool:
    """What no row of contracts answers for is answered here."""
    return not any(product in request.query.upper() for product in PRODUCTS)


def one_way(
    ask: type,
    path: str,
    read_ask: Callable[[Params], Any],
    write_answer: Callable[[Any, Any], object],
    ours: Callable[[Request], bool],
) -> Endpoint:
    """An endpoint of strangers: nothing of ours goes this way."""
    return Endpoint(
        ask,
        "GET",
        path if path.startswith("/") else "/api/v3/market/" + path,
        _unasked,
        read_ask,
        write_answer,
        _unread,
        ours=ours,
    )


def of_all(family: Family) -> tuple[Endpoint, ...]:
    category = family.category

    def mine(read_ask: Callable[[Params], Any]) -> Callable[[Params], Any]:
        def read(params: Params) -> Any:
            family.need(params)
            return read_ask(params)

        return read

    return (
        one_way(MarketTickers, "tickers", mine(_asked_tickers), _write_tickers(category), family.ours),
        one_way(Book, "orderbook", mine(_asked_book), _write_book, family.ours),
        one_way(MarketTrades, "fills", mine(_asked_trades), _write_trades, family.ours),
        one_way(Bars, "candles", mine(_asked_latest), _write_candles, family.ours),
        one_way(Bars, "history-candles", mine(_asked_past), _write_candles, family.ours),
        one_way(AllFees, ACCOUNT + "all-fee-rate", mine(lambda _params: AllFees("")), _write_fees, family.ours),
    )


def of_spot(family: Family) -> tuple[Endpoint, ...]:
    listing = _write_instruments(family.category)
    return (
        *of_all(family),
        one_way(Markets, "instruments", _asked_instruments, listing, _not_contracts),
        one_way(OtherMarkets, "instruments", _asked_instruments, _write_nothing, _not_contracts),
    )


def of_contracts(family: Family) -> tuple[Endpoint, ...]:
    def by_symbol(noun: Callable[[str], Any]) -> Callable[[Params], Any]:
        return lambda params: noun(need(params, "symbol"))

    def named(request: Request) -> bool:
        """It names no family; what a contract is called does."""
        return names(request, family.category)

    def interest(params: Params) -> Interest:
        return Interest(need(params, "symbol"), interest=True)

    listing = _write_instruments(family.category)
    return (
        *of_all(family),
        one_way(Markets, "instruments", lambda _params: Markets(), listing, family.ours),
        one_way(FundingRates, "history-fund-rate", _asked_rates, _write_rates, family.ours),
        one_way(PositionTiers, "position-tier", by_symbol(PositionTiers), _write_tiers, family.ours),
        one_way(Interest, "open-interest", interest, _write_interest, family.ours),
        one_way(Funding, "current-fund-rate", by_symbol(Funding), _write_funding, named),
    )
