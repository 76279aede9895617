"""Public endpoints of contracts about what prices hang on: funding, tiers, open interest; and bars of trades and marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import TriggerBy
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_market import NO_SYMBOL, PUBLIC, SECOND, second_of
from picaflor.venues.bitmart.futures_messages import (
    BarRow,
    BracketRow,
    Brackets,
    BracketsRow,
    FundingData,
    InterestData,
    PastFunding,
    PastFundingRow,
)
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.params import BadParameter, Params, need, number, second
from picaflor.wire.asks import Candles, ReadCandles, ReadTickers, Tickers
from picaflor.wire.contracts import (
    FundingHistory,
    FundingRate,
    FundingReport,
    ReadFunding,
    ReadFundingHistory,
    ReadTiers,
    TierReport,
    Tiers,
)
from picaflor.wire.decoding import MS, BadMessage, read_ms
from picaflor.wire.reports import CandleReport

RATES_MAX: Final = 100
BARS_MAX: Final = 500
MINUTE: Final = 60
# Ours → theirs, in minutes.
INTERVALS: Final[Mapping[str, int]] = {
    "1m": 1,
    "3m": 3,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "4h": 240,
    "6h": 360,
    "12h": 720,
    "1d": 1_440,
    "3d": 4_320,
    "1w": 10_080,
}
_INTERVALS_BACK: Final = {str(theirs): ours for ours, theirs in INTERVALS.items()}
_FUNDING: Final = Decoder(FundingData)
_RATES: Final = Decoder(PastFunding)
_TIERS: Final = Decoder(Brackets)
_BARS: Final = Decoder(list[BarRow])


def _ask_symbol(ask: ReadFunding | ReadTiers | ReadTickers) -> dict[str, object]:
    return {"symbol": ask.symbol}


# row 85


def _write_funding(_ask: ReadFunding, funding: FundingReport) -> object:
    rate = write_atoms(funding.rate)
    return FundingData(
        symbol=funding.symbol,
        rate_value=rate,
        expected_rate=rate,
        funding_time=funding.next_ns // MS,
        timestamp=funding.at_ns // MS,
    )


def _read_funding(ask: ReadFunding, data: Raw) -> FundingReport:
    row = _FUNDING.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply tells of another symbol")
    rate = read_atoms(row.expected_rate, signed=True)
    return FundingReport(row.symbol, rate, ms_of(row.funding_time), at_ns=ms_of(row.timestamp))


# row 86


def _ask_rates(ask: ReadFundingHistory) -> dict[str, object]:
    return {"symbol": ask.symbol, "limit": min(ask.limit, RATES_MAX)}


def _asked_rates(params: Params) -> ReadFundingHistory:
    return ReadFundingHistory(need(params, "symbol", NO_SYMBOL), number(params, "limit", RATES_MAX, RATES_MAX))


def _write_rates(_ask: ReadFundingHistory, history: FundingHistory) -> object:
    return PastFunding([PastFundingRow(rate.symbol, write_atoms(rate.rate), rate.at_ns // MS) for rate in history.rows])


def _read_rates(_ask: ReadFundingHistory, data: Raw) -> FundingHistory:
    rows = _RATES.decode(data).rows
    rates = (
        FundingRate(row.symbol, read_atoms(row.funding_rate, signed=True), read_ms(str(row.funding_time)))
        for row in rows
    )
    return FundingHistory(tuple(rates))


# row 87


def _write_tiers(ask: ReadTiers, tiers: Tiers) -> object:
    rows = [
        BracketRow(
            bracket=tier.level,
            initial_leverage=tier.leverage_max,
            notional_cap=write_atoms(tier.notional_max),
            notional_floor=write_atoms(tier.notional_min),
            maint_margin_ratio=write_atoms(tier.maintenance),
        )
        for tier in tiers.rows
    ]
    return Brackets([BracketsRow(ask.symbol, rows)])


def _read_tiers(ask: ReadTiers, data: Raw) -> Tiers:
    found = next((row for row in _TIERS.decode(data).rules if row.symbol == ask.symbol), None)
    if found is None:
        raise BadMessage("the reply tells of another symbol")
    return Tiers(ask.symbol, tuple(_tier(row) for row in found.brackets))


def _tier(row: BracketRow) -> TierReport:
    if row.bracket < 0 or row.initial_leverage < 1:
        raise BadMessage("a bracket without a leverage")
    bounds = read_atoms(row.notional_floor), read_atoms(row.notional_cap)
    return TierReport(row.bracket, *bounds, row.initial_leverage, read_atoms(row.maint_margin_ratio))


# row 88


def _write_interest(_ask: ReadTickers, tickers: Tickers) -> object:
    (ticker,) = tickers.rows
    interest = ticker.open_interest or 0
    worth = write_atoms(interest * ticker.last // ONE)
    return InterestData(ticker.symbol, write_atoms(interest), worth, ticker.at_ns // MS)


def _read_unasked(_ask: object, _data: Raw) -> Tickers:
    """For strangers only: the listing tells the same and more."""
    raise BadMessage("half an answer, which we do not ask for")


# row 83


def _ask_bars(ask: ReadCandles) -> dict[str, object]:
    """Both ends must be named, and a second beside the bars it does not matter which of them counts as within."""
    if not ask.until_ns:
        raise ValueError("bars of this row are asked for by their end")
    step = INTERVALS[ask.interval] * MINUTE
    end = ask.until_ns // SECOND
    since = ask.since_ns // SECOND or max(0, end - min(ask.limit, BARS_MAX) * step)
    return {"symbol": ask.symbol, "step": step // MINUTE, "start_time": max(0, since - 1), "end_time": end - 1}


def _asked_bars(params: Params) -> ReadCandles:
    interval = _INTERVALS_BACK.get(need(params, "step", "40038"))
    if interval is None:
        raise BadParameter("40038", "Kline step is invalid")
    since, until = second(params, "start_time"), second(params, "end_time")
    if not until or until < since:
        raise BadParameter("40039", "Timestamp is invalid")
    return ReadCandles(need(params, "symbol", NO_SYMBOL), interval, BARS_MAX, since + SECOND, until + SECOND)


def _asked_marks(params: Params) -> ReadCandles:
    ask = _asked_bars(params)
    return ReadCandles(ask.symbol, ask.interval, ask.limit, ask.since_ns, ask.until_ns, by=TriggerBy.MARK)


def _write_bars(_ask: ReadCandles, candles: Candles) -> object:
    return [
        BarRow(
            bar.open_ns // SECOND,
            write_atoms(bar.open),
            write_atoms(bar.high),
            write_atoms(bar.low),
            write_atoms(bar.close),
            write_atoms(bar.base_volume),
        )
        for bar in candles.rows
    ]


def _read_bars(_ask: ReadCandles, data: Raw) -> Candles:
    bars = sorted((_bar(row) for row in _BARS.decode(data)), key=lambda bar: bar.open_ns)
    return Candles(tuple(bars))


def _bar(row: BarRow) -> CandleReport:
    """What was paid for it, nobody tells."""
    return bar_of(second_of(row.timestamp), row.open_price, row.high_price, row.low_price, row.close_price, row.volume)


def bar_of(open_ns: int, *texts: str) -> CandleReport:
    first, high, low, last, volume = map(read_atoms, texts)
    return CandleReport(open_ns, first, high, low, last, volume, 0)


ENDPOINTS: Final = (
    Endpoint(
        ReadFunding,
        "GET",
        PUBLIC + "funding-rate",
        _ask_symbol,
        lambda params: ReadFunding(need(params, "symbol", NO_SYMBOL)),
        _write_funding,
        _read_funding,
    ),
    Endpoint(
        ReadFundingHistory,
        "GET",
        PUBLIC + "funding-rate-history",
        _ask_rates,
        _asked_rates,
        _write_rates,
        _read_rates,
    ),
    Endpoint(
        ReadTiers,
        "GET",
        PUBLIC + "leverage-bracket",
        _ask_symbol,
        lambda params: ReadTiers(need(params, "symbol", NO_SYMBOL)),
        _write_tiers,
        _read_tiers,
    ),
    Endpoint(
        ReadTickers,
        "GET",
        PUBLIC + "open-interest",
        _ask_symbol,
        lambda params: ReadTickers(need(params, "symbol", NO_SYMBOL), interest=True),
        _write_interest,
        _read_unasked,
        lambda ask: ask.interest,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        PUBLIC + "kline",
        _ask_bars,
        _asked_bars,
        _write_bars,
        _read_bars,
        lambda ask: ask.by is TriggerBy.LAST,
    ),
    Endpoint(
        ReadCandles,
        "GET",
        PUBLIC + "markprice-kline",
        _ask_bars,
        _asked_marks,
        _write_bars,
        _read_bars,
        lambda ask: ask.by is TriggerBy.MARK,
    ),
)
