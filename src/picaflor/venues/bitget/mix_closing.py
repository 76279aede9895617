"""The private endpoint of contracts that closes positions at market, by orders that the venue makes itself."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.orders import Hold
from picaflor.venues.bitget.codes import judge
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_words import HOLDS
from picaflor.venues.bitget.params import BadParameter, Params
from picaflor.wire.asks import Closing, Placed, Refused
from picaflor.wire.contracts import ClosePosition
from picaflor.wire.decoding import BadMessage


class Closed(Struct):
    orderId: str
    clientOid: str
    symbol: str


class NotClosed(Struct):
    symbol: str
    errorMsg: str
    errorCode: str
    orderId: str | None = ""
    clientOid: str | None = ""


class ClosingData(Struct):
    successList: list[Closed]
    failureList: list[NotClosed] | None


_DATA: Final = Decoder(ClosingData)


# row 94


def _ask(ask: ClosePosition) -> Params:
    """In one-way mode no side is named."""
    return {"symbol": ask.symbol, "holdSide": "" if ask.hold in (None, Hold.NET) else str(ask.hold)}


def _asked(params: Params) -> ClosePosition:
    word = params.get("holdSide", "").lower()
    if word not in ("", "long", "short"):
        raise BadParameter("40020", "Parameter holdSide error")
    return ClosePosition(params.get("symbol", ""), HOLDS[word] if word else None)


def _write(_ask: ClosePosition, closing: Closing) -> ClosingData:
    data = ClosingData([], [])
    for symbol, verdict in closing.rows:
        if isinstance(verdict, Placed):
            data.successList.append(Closed(verdict.venue_id, verdict.client_id, symbol))
        else:
            assert data.failureList is not None
            data.failureList.append(NotClosed(symbol, verdict.words, verdict.code))
    return data


def _read(ask: ClosePosition, data: Raw, _at_ns: int) -> Closing:
    """What failed for a reason that proves nothing has no verdict."""
    told = _DATA.decode(data)
    rows: list[tuple[str, Placed | Refused]] = [
        (row.symbol, Placed(row.clientOid, named(row.orderId))) for row in told.successList
    ]
    for row in told.failureList or ():
        refused = judge(ask, 400, row.errorCode, row.errorMsg)
        if isinstance(refused, Refused):
            rows.append((row.symbol, refused))
    if ask.symbol and any(symbol != ask.symbol for symbol, _ in rows):
        raise BadMessage("the reply tells of another symbol")
    return Closing(tuple(rows))


ENDPOINTS: Final = (mix(ClosePosition, "POST", "order/close-positions", _ask, _asked, _write, _read),)
