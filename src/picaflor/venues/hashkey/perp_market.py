"""Public endpoints of contracts: spot's under the same paths, and funding, mark and index beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec.json import Decoder
from msgspec.structs import replace as with_fields

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey import charts, market
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.family import PRODUCT, SUFFIX
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.params import Params, moment, need, number
from picaflor.venues.hashkey.perp_messages import FundingRow, IndexRow, MarkRow, SettledRow
from picaflor.venues.hashkey.perp_symbols import read_contracts, read_one, read_one_ladder, write_contract, write_house
from picaflor.wire.asks import ReadBook, ReadMarkets
from picaflor.wire.contracts import (
    FundingHistory,
    FundingRate,
    FundingReport,
    MarkReport,
    ReadFunding,
    ReadFundingHistory,
    ReadMark,
    ReadTiers,
    Tiers,
)
from picaflor.wire.decoding import MS, BadMessage, write_ms
from picaflor.wire.reports import BookFrame, Listing

RATES_MAX: Final = 100
HOUR_MS: Final = 3_600_000
_FUNDING: Final = Decoder(list[FundingRow])
_RATES: Final = Decoder(list[SettledRow])
_MARK: Final = Decoder(MarkRow)
_INDEX: Final = Decoder(IndexRow)


def _of_contracts(row: Endpoint) -> Endpoint:
    """Row 51; and books say of which family they are."""
    if row.ask is ReadMarkets:
        return replace(row, write_answer=_write_markets, read_answer=_read_markets)
    if row.ask is ReadBook:
        return replace(row, read_answer=lambda ask, data: _named(row.read_answer(ask, data)))
    return row


def _named(book: object) -> BookFrame:
    assert isinstance(book, BookFrame)
    return with_fields(book, product=PRODUCT)


def _write_markets(ask: ReadMarkets, listing: Listing, now_ns: int) -> object:
    if ask.symbol:
        return write_contract(listing.markets[0], next(iter(listing.tiers), None))
    return write_house(listing, now_ns // MS)


def _read_markets(ask: ReadMarkets, data: bytes) -> Listing:
    return read_one(data) if ask.symbol else read_contracts(data)


# row 51: the ladder of one contract stands in its listing, which the house takes for a question for that


def _write_ladder(_ask: ReadTiers, _tiers: Tiers, _now_ns: int) -> object:
    raise ValueError("a ladder is told with its contract")


def _read_ladder(ask: ReadTiers, data: bytes) -> Tiers:
    ladder = read_one_ladder(data)
    if ladder.symbol != ask.symbol:
        raise BadMessage("the reply tells of another contract")
    return ladder


# row 52: nobody signs it, and yet it wants to be told the time


def _ask_funding(ask: ReadFunding) -> Params:
    return {"symbol": ask.symbol, "timestamp": write_ms(ask.asked_ns) if ask.asked_ns else "1"}


def _asked_funding(params: Params) -> ReadFunding:
    need(params, "timestamp")
    asked_ns = moment(params, "timestamp")
    return ReadFunding(need(params, "symbol"), asked_ns=0 if asked_ns == MS else asked_ns)


def _write_funding(_ask: ReadFunding, funding: FundingReport, _now_ns: int) -> object:
    return [FundingRow(funding.symbol, write_atoms(funding.rate), write_ms(funding.next_ns))]


def _read_funding(ask: ReadFunding, data: bytes) -> FundingReport:
    found = [row for row in _FUNDING.decode(data) if row.symbol == ask.symbol]
    if len(found) != 1:
        raise BadMessage("the reply does not tell of this symbol, or twice")
    return FundingReport(ask.symbol, read_atoms(found[0].rate, signed=True), moment_of(found[0].nextSettleTime))


# row 53


def _ask_rates(ask: ReadFundingHistory) -> Params:
    return {"symbol": ask.symbol, "limit": str(min(ask.limit, RATES_MAX))}


def _asked_rates(params: Params) -> ReadFundingHistory:
    return ReadFundingHistory(need(params, "symbol"), number(params, "limit", RATES_MAX, RATES_MAX))


def _write_rates(_ask: ReadFundingHistory, history: FundingHistory, _now_ns: int) -> object:
    return [
        SettledRow(str(row.at_ns // MS // HOUR_MS), row.symbol, write_ms(row.at_ns), write_atoms(row.rate))
        for row in history.rows
    ]


def _read_rates(ask: ReadFundingHistory, data: bytes) -> FundingHistory:
    rows = [
        FundingRate(row.symbol, read_atoms(row.settleRate, signed=True), moment_of(row.settleTime))
        for row in _RATES.decode(data)
    ]
    if any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply tells of another symbol")
    return FundingHistory(tuple(sorted(rows, key=lambda row: -row.at_ns)))


# row 54: mark and index are told apart, the index under the name of a pair


def _index_of(symbol: str) -> str:
    return symbol.removesuffix(SUFFIX)


def _write_mark(_ask: ReadMark, mark: MarkReport, _now_ns: int) -> object:
    return MarkRow(mark.symbol, write_atoms(mark.mark), mark.at_ns // MS)


def _read_mark(ask: ReadMark, data: bytes) -> MarkReport:
    row = _MARK.decode(data)
    if row.symbolId != ask.symbol:
        raise BadMessage("the reply tells of another symbol")
    return MarkReport(ask.symbol, read_atoms(row.price), 0, at_ns=moment_of(row.time))


def _write_index(_ask: ReadMark, mark: MarkReport, _now_ns: int) -> object:
    told = {_index_of(mark.symbol): write_atoms(mark.index)}
    return IndexRow(told, told)


def _read_index(ask: ReadMark, data: bytes) -> MarkReport:
    index = _INDEX.decode(data).index.get(_index_of(ask.symbol))
    if index is None:
        raise BadMessage("the reply tells of another index")
    return MarkReport(ask.symbol, 0, read_atoms(index))


_FUTURES: Final = "/api/v1/futures/"
ENDPOINTS: Final = (
    Endpoint(
        ReadTiers,
        "GET",
        "/api/v1/exchangeInfo",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadTiers(need(params, "symbol")),
        _write_ladder,
        _read_ladder,
    ),
    *(_of_contracts(row) for row in (*market.ENDPOINTS, *charts.ENDPOINTS)),
    Endpoint(ReadFunding, "GET", _FUTURES + "fundingRate", _ask_funding, _asked_funding, _write_funding, _read_funding),
    Endpoint(
        ReadFundingHistory,
        "GET",
        _FUTURES + "historyFundingRate",
        _ask_rates,
        _asked_rates,
        _write_rates,
        _read_rates,
    ),
    Endpoint(
        ReadMark,
        "GET",
        "/quote/v1/markPrice",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadMark(need(params, "symbol")),
        _write_mark,
        _read_mark,
        lambda ask: not ask.index_only,
    ),
    Endpoint(
        ReadMark,
        "GET",
        "/quote/v1/index",
        lambda ask: {"symbol": _index_of(ask.symbol)},
        lambda params: ReadMark(need(params, "symbol").removesuffix(SUFFIX) + SUFFIX, index_only=True),
        _write_index,
        _read_index,
        lambda ask: ask.index_only,
    ),
)
