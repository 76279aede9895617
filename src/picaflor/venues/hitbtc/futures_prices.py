"""Public endpoints of contracts about what their price hangs on: mark, index and funding, now and before."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.market import PAGE_MAX
from picaflor.venues.hitbtc.params import BadParameter, Params, moment, need, number
from picaflor.wire.contracts import (
    FundingHistory,
    FundingRate,
    FundingReport,
    MarkReport,
    ReadFunding,
    ReadFundingHistory,
    ReadMark,
)
from picaflor.wire.decoding import MS, BadMessage, read_iso, write_iso, write_ms

INTERVAL_NS: Final = 8 * 3_600_000_000_000  # 00, 08 and 16 o'clock UTC


class InfoRow(Struct, kw_only=True):
    contract_type: str = "perpetual"
    mark_price: str | UnsetType = UNSET
    index_price: str | UnsetType = UNSET
    funding_rate: str | UnsetType = UNSET
    next_funding_time: str | UnsetType = UNSET
    open_interest: str | UnsetType = UNSET
    timestamp: str


class RateRow(Struct, kw_only=True):
    """`timestamp`: when it was settled."""

    timestamp: str
    funding_rate: str


_INFO: Final = Decoder(InfoRow)
_INFOS: Final = Decoder(dict[str, InfoRow])
_RATES: Final = Decoder(dict[str, list[RateRow]])


# row 52: of one contract by its path, of some by `symbols`; both tell all of it


def _asked_funding(params: Params) -> ReadFunding:
    """Of several at once nobody is told here: who wants that asks for each."""
    return ReadFunding(_one(params))


def _one(params: Params) -> str:
    symbol = need(params, "symbols")
    if "," in symbol:
        raise BadParameter("10001", "Validation error. One symbol at a time")
    return symbol


def _write_mark(_ask: ReadMark, mark: MarkReport) -> object:
    return InfoRow(
        mark_price=write_atoms(mark.mark), index_price=write_atoms(mark.index), timestamp=write_iso(mark.at_ns)
    )


def _told(text: str | UnsetType) -> str:
    if text is UNSET:
        raise BadMessage("half of what a contract's page tells")
    return text


def _read_mark(ask: ReadMark, data: bytes) -> MarkReport:
    row = _INFO.decode(data)
    mark, index = read_atoms(_told(row.mark_price)), read_atoms(_told(row.index_price))
    return MarkReport(ask.symbol, mark, index, at_ns=read_iso(row.timestamp))


def _write_funding(_ask: ReadFunding, funding: FundingReport) -> object:
    row = InfoRow(
        funding_rate=write_atoms(funding.rate),
        next_funding_time=write_iso(funding.next_ns),
        timestamp=write_iso(funding.at_ns),
    )
    return {funding.symbol: row}


def _read_funding(ask: ReadFunding, data: bytes) -> FundingReport:
    row = _INFOS.decode(data).get(ask.symbol)
    if row is None:
        raise BadMessage("the reply tells of another symbol")
    rate, next_ns = read_atoms(_told(row.funding_rate), signed=True), read_iso(_told(row.next_funding_time))
    return FundingReport(ask.symbol, rate, next_ns, at_ns=read_iso(row.timestamp))


# row 53


def _ask_rates(ask: ReadFundingHistory) -> Params:
    limit = min(ask.limit, PAGE_MAX)
    return {
        "symbols": ask.symbol,
        "sort": "DESC",
        "limit": str(limit),
        "offset": str((ask.page - 1) * limit) if ask.page > 1 else "",
        "till": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked_rates(params: Params) -> ReadFundingHistory:
    limit = number(params, "limit", 100, 1, PAGE_MAX)
    offset = number(params, "offset", 0, 0, 100_000)
    return ReadFundingHistory(_one(params), limit, offset // limit + 1, moment(params, "till") // MS * MS)


def _write_rates(ask: ReadFundingHistory, history: FundingHistory) -> object:
    rows = [RateRow(timestamp=write_iso(row.at_ns), funding_rate=write_atoms(row.rate)) for row in history.rows]
    return {ask.symbol: rows}


def _read_rates(ask: ReadFundingHistory, data: bytes) -> FundingHistory:
    rows = _RATES.decode(data).get(ask.symbol)
    if rows is None:
        raise BadMessage("the reply tells of another symbol")
    return FundingHistory(
        tuple(
            FundingRate(ask.symbol, read_atoms(row.funding_rate, signed=True), read_iso(row.timestamp)) for row in rows
        )
    )


_INFO_PATH: Final = "/api/3/public/futures/info"
ENDPOINTS: Final = (
    Endpoint(
        ReadMark,
        "GET",
        _INFO_PATH + "/{symbol}",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadMark(need(params, "symbol")),
        _write_mark,
        _read_mark,
    ),
    Endpoint(
        ReadFunding,
        "GET",
        _INFO_PATH,
        lambda ask: {"symbols": ask.symbol},
        _asked_funding,
        _write_funding,
        _read_funding,
    ),
    Endpoint(
        ReadFundingHistory,
        "GET",
        "/api/3/public/futures/history/funding",
        _ask_rates,
        _asked_rates,
        _write_rates,
        _read_rates,
    ),
)
