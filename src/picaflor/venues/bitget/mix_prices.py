"""Public endpoints of contracts about what prices hang on: mark and index, funding, tiers, open interest."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_market import write_maybe
from picaflor.venues.bitget.mix_messages import (
    FundingRow,
    FundingTimeRow,
    InterestData,
    InterestRow,
    PastFundingRow,
    PriceRow,
    TierRow,
)
from picaflor.venues.bitget.params import Params, need, number
from picaflor.wire.asks import ReadTickers, Tickers
from picaflor.wire.contracts import (
    FundingHistory,
    FundingRate,
    FundingReport,
    MarkReport,
    ReadFunding,
    ReadFundingHistory,
    ReadMark,
    ReadTiers,
    TierReport,
    Tiers,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms

HOUR: Final = 3_600_000_000_000
RATES_MAX: Final = 100
_MARKS: Final = Decoder(list[PriceRow])
_FUNDING: Final = Decoder(list[FundingRow])
_RATES: Final = Decoder(list[PastFundingRow])
_TIERS: Final = Decoder(list[TierRow])
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


def ask_symbol(ask: ReadMark | ReadFunding | ReadTiers | ReadTickers) -> Params:
    return {"symbol": ask.symbol}


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise BadMessage(f"not a whole number: {text[:40]!r}")
    return int(text)


# row 84


def _write_mark(_ask: ReadMark, mark: MarkReport) -> object:
    price, index, level = (write_atoms(atoms) for atoms in (mark.last, mark.index, mark.mark))
    return [PriceRow(mark.symbol, price, index, level, write_ms(mark.at_ns))]


def _read_mark(ask: ReadMark, data: Raw, _at_ns: int) -> MarkReport:
    row = next((row for row in _MARKS.decode(data) if row.symbol == ask.symbol), None)
    if row is None:
        raise BadMessage("the reply tells of another symbol")
    mark, index, last = read_atoms(row.markPrice), read_atoms(row.indexPrice), read_atoms(row.price)
    return MarkReport(row.symbol, mark, index, last, read_ms(row.ts))


# row 85


def _write_funding(_ask: ReadFunding, funding: FundingReport) -> object:
    hours = str(funding.interval_ns // HOUR)
    return [FundingRow(funding.symbol, write_atoms(funding.rate), hours, write_ms(funding.next_ns))]


def _read_funding(ask: ReadFunding, data: Raw, at_ns: int) -> FundingReport:
    row = next((row for row in _FUNDING.decode(data) if row.symbol == ask.symbol), None)
    if row is None:
        raise BadMessage("the reply tells of another symbol")
    rate, hours = read_atoms(row.fundingRate, signed=True), _whole(row.fundingRateInterval)
    return FundingReport(row.symbol, rate, read_ms(row.nextUpdate), hours * HOUR, at_ns)


def _write_funding_time(_ask: ReadFunding, funding: FundingReport) -> object:
    return [FundingTimeRow(funding.symbol, write_ms(funding.next_ns), str(funding.interval_ns // HOUR))]


def _read_unasked(_ask: object, _data: Raw, _at_ns: int) -> FundingReport:
    """For strangers only: what we ask for tells the same and more."""
    raise BadMessage("half an answer, which we do not ask for")


# row 86


def _ask_rates(ask: ReadFundingHistory) -> Params:
    return {"symbol": ask.symbol, "pageSize": str(min(ask.limit, RATES_MAX)), "pageNo": str(ask.page)}


def _asked_rates(params: Params) -> ReadFundingHistory:
    limit, page = number(params, "pageSize", 20, RATES_MAX), number(params, "pageNo", 1, 10**9)
    return ReadFundingHistory(need(params, "symbol"), limit, page)


def _write_rates(_ask: ReadFundingHistory, history: FundingHistory) -> object:
    return [PastFundingRow(rate.symbol, write_atoms(rate.rate), write_ms(rate.at_ns)) for rate in history.rows]


def _read_rates(_ask: ReadFundingHistory, data: Raw, _at_ns: int) -> FundingHistory:
    rows = _RATES.decode(data)
    rates = (
        FundingRate(row.symbol, read_atoms(row.fundingRate, signed=True), read_ms(row.fundingTime)) for row in rows
    )
    return FundingHistory(tuple(rates))


# row 87


def _write_tiers(ask: ReadTiers, tiers: Tiers) -> object:
    return [
        TierRow(
            symbol=ask.symbol,
            level=str(tier.level),
            startUnit=write_atoms(tier.notional_min),
            endUnit=write_atoms(tier.notional_max),
            leverage=str(tier.leverage_max),
            keepMarginRate=write_atoms(tier.maintenance),
        )
        for tier in tiers.rows
    ]


def _read_tiers(ask: ReadTiers, data: Raw, _at_ns: int) -> Tiers:
    rows = _TIERS.decode(data)
    if any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply tells of another symbol")
    return Tiers(ask.symbol, tuple(_tier(row) for row in rows))


def _tier(row: TierRow) -> TierReport:
    bounds = read_atoms(row.startUnit), read_atoms(row.endUnit)
    return TierReport(_whole(row.level), *bounds, _whole(row.leverage), read_atoms(row.keepMarginRate))


# row 88


def _write_interest(_ask: ReadTickers, tickers: Tickers) -> object:
    rows = [InterestRow(ticker.symbol, write_maybe(ticker.open_interest)) for ticker in tickers.rows]
    return InterestData(rows, write_ms(tickers.rows[0].at_ns) if tickers.rows else "")


ENDPOINTS: Final = (
    mix(
        ReadMark,
        "GET",
        "market/symbol-price",
        ask_symbol,
        lambda params: ReadMark(need(params, "symbol")),
        _write_mark,
        _read_mark,
    ),
    mix(
        ReadFunding,
        "GET",
        "market/current-fund-rate",
        ask_symbol,
        lambda params: ReadFunding(need(params, "symbol")),
        _write_funding,
        _read_funding,
        lambda ask: not ask.time_only,
    ),
    mix(
        ReadFunding,
        "GET",
        "market/funding-time",
        ask_symbol,
        lambda params: ReadFunding(need(params, "symbol"), time_only=True),
        _write_funding_time,
        _read_unasked,
        lambda ask: ask.time_only,
    ),
    mix(
        ReadFundingHistory,
        "GET",
        "market/history-fund-rate",
        _ask_rates,
        _asked_rates,
        _write_rates,
        _read_rates,
    ),
    mix(
        ReadTiers,
        "GET",
        "market/query-position-lever",
        ask_symbol,
        lambda params: ReadTiers(need(params, "symbol")),
        _write_tiers,
        _read_tiers,
    ),
    mix(
        ReadTickers,
        "GET",
        "market/open-interest",
        ask_symbol,
        lambda params: ReadTickers(need(params, "symbol"), interest=True),
        _write_interest,
        _read_unasked,
        lambda ask: ask.interest,
    ),
)
