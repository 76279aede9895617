"""Row 35: orders over the trading socket, as JSON-RPC: a method names the family and the deed, the rest is an endpoint's.

Our calls have texts for ids, our other frames numbers: so an answer shows what it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.json import Decoder, encode

from picaflor.venues.hitbtc import account_tree, futures_closing, futures_trading, order_lists, stops, trading
from picaflor.venues.hitbtc.codes import join, judge, part, refuse
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_symbols import PRODUCT
from picaflor.venues.hitbtc.futures_trading import MARGIN as MARGIN_TREE
from picaflor.venues.hitbtc.messages import NOTHING, ErrorDetail, OrderRow
from picaflor.venues.hitbtc.params import BadParameter, flatten, with_flags
from picaflor.venues.hitbtc.words import write_status_report
from picaflor.wire.asks import (
    Amend,
    Answer,
    Ask,
    Cancel,
    CancelAll,
    Place,
    ReadBalances,
    ReadOpenOrders,
    Refused,
    Unclear,
)
from picaflor.wire.contracts import ClosePosition, ReadPositions, SetPot
from picaflor.wire.decoding import BAD, refuse_duplicates, why
from picaflor.wire.lists import PlaceList
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from picaflor.wire.stream import Call, Garbled

METHODS: Final[dict[type, str]] = {
    Place: "new_order",
    Amend: "replace_order",
    Cancel: "cancel_order",
    CancelAll: "cancel_orders",
    PlaceStop: "new_order",
    AmendStop: "replace_order",
    CancelStop: "cancel_order",
    ReadOpenOrders: "get_orders",
    ReadBalances: "balances",
    PlaceList: "new_order_list",
    ReadPositions: "get_accounts",
    SetPot: "set_account",
    ClosePosition: "close_position",
}
FIRST: Final = frozenset(
    {Place, Amend, Cancel, CancelAll, PlaceStop, AmendStop, CancelStop, PlaceList}
)  # those that we send so, as long as the socket is up
OK: Final = 200


class _Reply(Struct):
    result: Raw = NOTHING
    error: Raw = NOTHING


class _Answer(Struct):
    jsonrpc: str
    result: object | UnsetType = UNSET
    error: ErrorDetail | UnsetType = UNSET
    id: Raw | UnsetType = UNSET


_REPLY: Final = Decoder(_Reply)
_DETAIL: Final = Decoder(ErrorDetail)


@dataclass(frozen=True, slots=True)
class JsonRpc:
    """The calls of one family of markets. `stem`: its methods begin so."""

    stem: str
    product: str
    endpoints: Mapping[type, Endpoint]

    @property
    def asks(self) -> frozenset[type]:
        return FIRST & self.endpoints.keys()

    def most(self) -> int:
        return 0

    def write_call(self, call: Call) -> bytes:
        kind = type(call.ask)
        params = with_flags(self.endpoints[kind].write_ask(call.ask))
        return encode({"method": f"{self.stem}_{METHODS[kind]}", "params": params, "id": Raw(call.ref.encode())})

    def read_call(self, method: str, params: Raw, ref: str) -> Call | Garbled | None:
        """None: no method of this family."""
        stem, _, deed = method.partition("_")
        row = self._by_deed().get(deed) if stem == self.stem else None
        if row is None:
            return None
        try:
            return Call(row.read_ask(flatten(params)), ref, self.product)
        except BadParameter as bad:
            return Garbled(bad.refused.code, bad.refused.words, ref)

    def _by_deed(self) -> dict[str, Endpoint]:
        return {word: self.endpoints[kind] for kind, word in METHODS.items() if kind in self.endpoints}

    def write_reply(self, call: Call, answer: Answer | Refused, now_ns: int) -> tuple[bytes, ...]:
        """Whose frame had no id gets none back."""
        ref = Raw(call.ref.encode()) if call.ref else UNSET
        if isinstance(answer, Refused):
            detail = ErrorDetail(int(answer.code), *part(answer.words))
            return (encode(_Answer("2.0", error=detail, id=ref)),)
        result = self.endpoints[type(call.ask)].write_answer(call.ask, answer)
        if isinstance(call.ask, PlaceList):  # a frame for each leg, all of one id
            assert isinstance(result, list)
            return tuple(encode(_Answer("2.0", result=row, id=ref)) for row in _legs(result))
        return (encode(_Answer("2.0", result=_reported(result), id=ref)),)

    def read_reply(self, ask: Ask, data: bytes) -> Answer | Refused | Unclear:
        try:
            refuse_duplicates(data)
            said = _REPLY.decode(data)
            if said.error:
                detail = _DETAIL.decode(said.error)
                return judge(ask, OK, str(detail.code), join(detail.message, detail.description))
            if not said.result:
                return Unclear("an answer without a result")
            if isinstance(ask, PlaceList):
                return order_lists.read_leg(ask, bytes(said.result), held=bool(self.product))
            return self.endpoints[type(ask)].read_answer(ask, bytes(said.result))
        except BAD as bad:
            return Unclear(why(bad))


def _legs(rows: list[OrderRow]) -> list[OrderRow]:
    _reported(rows)
    return rows


def _reported(result: object) -> object:
    """Here an order is told as a report of one."""
    for row in result if isinstance(result, list) else [result]:
        if isinstance(row, OrderRow):
            replaced = row.original_client_order_id is not UNSET
            row.report_type = "replaced" if replaced else write_status_report(row.status)
    return result


SPOT: Final = JsonRpc(
    "spot",
    "",
    {row.ask: row for row in (*stops.ENDPOINTS, *trading.ENDPOINTS, *order_lists.ENDPOINTS) if row.ask in METHODS},
)
FUTURES: Final = JsonRpc(
    PRODUCT,
    PRODUCT,
    {
        **{row.ask: row for row in (*futures_trading.ENDPOINTS, *account_tree.FUTURES_ENDPOINTS) if row.ask in METHODS},
        ClosePosition: futures_closing.CALL,
        PlaceList: order_lists.FUTURES_ENDPOINTS[0],
    },
)
# Row 85: a stranger says that all orders of margin cannot be cancelled at once over the socket.
MARGIN: Final = JsonRpc(
    account_tree.PRODUCT,
    account_tree.PRODUCT,
    {
        **{row.ask: row for row in futures_trading.endpoints(MARGIN_TREE) if row.ask in METHODS.keys() - {CancelAll}},
        **{row.ask: row for row in account_tree.MARGIN_ENDPOINTS if row.ask in (ReadPositions, SetPot)},
        ClosePosition: futures_closing.MARGIN_CALL,
        PlaceList: order_lists.MARGIN_ENDPOINTS[0],
    },
)
FAMILIES: Final = (SPOT, FUTURES, MARGIN)


def read_call(method: str, params: Raw, ref: str) -> Call | Garbled:
    for family in FAMILIES:
        call = family.read_call(method, params, ref)
        if call is not None:
            return call
    refused = refuse("404", f"Unsupported API method. Method is not supported: {method[:40]}")
    return Garbled(refused.code, refused.words, ref)


def write_call(call: Call) -> bytes:
    return next(family for family in FAMILIES if family.product == call.product).write_call(call)
