"""Orders over the private socket of unified accounts: row 149. One frame holds a list, of one where one is meant.

The pages of cancels and batches say that the account must be let in for them, those of orders and amendments do not: so
these two go over the socket and all else by request. A cancel may leave out of which family its order is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import Raw, Struct, to_builtins
from msgspec.json import Decoder, encode

from picaflor.venues.bitget import uta_mix_trading, uta_trading
from picaflor.venues.bitget.codes import judge
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.mix_words import PRODUCTS
from picaflor.venues.bitget.params import LIST, BadParameter, Params, read_texts
from picaflor.venues.bitget.uta_orders import SPOT as SPOT_WORD
from picaflor.wire.asks import (
    Amend,
    AmendMany,
    Answer,
    Ask,
    Cancel,
    CancelMany,
    Place,
    PlaceMany,
    Refused,
    Unclear,
)
from picaflor.wire.decoding import BAD, BadMessage, read_ms, refuse_duplicates, why, write_ms
from picaflor.wire.stream import EVERY, Call, Garbled

TOPICS: Final[dict[type, str]] = {
    Place: "place-order",
    Amend: "modify-order",
    Cancel: "cancel-order",
    PlaceMany: "batch-place",
    AmendMany: "batch-modify",
    CancelMany: "batch-cancel",
}
FIRST: Final = frozenset({Place, Amend})
MANY: Final = frozenset({PlaceMany, AmendMany, CancelMany})
_KINDS: Final = {word: kind for kind, word in TOPICS.items()}
_FAMILIES: Final = {SPOT_WORD: "", **{product: product for product in PRODUCTS}}
MOST: Final = 8  # a socket is cut that says more than ten things in a second, pings and topics among them
_OK: Final = 200


class _Asked(Struct):
    args: list[dict[str, Raw]]
    topic: str = ""
    category: str = ""
    id: Raw = Raw(b"")


class _Said(Struct):
    event: str
    code: str | int
    msg: str = ""
    args: list[Raw] = []
    ts: str | int = 0


_ASKED: Final = Decoder(_Asked)
_SAID: Final = Decoder(_Said)


@dataclass(frozen=True, slots=True)
class UnifiedCalls:
    """The calls of one family of markets."""

    product: str
    endpoints: Mapping[type, Endpoint]
    asks: frozenset[type] = FIRST

    def most(self) -> int:
        return MOST

    def write_call(self, call: Call) -> bytes:
        kind = type(call.ask)
        params = self.endpoints[kind].write_ask(call.ask)
        rows = params[LIST] if kind in MANY else [params]
        assert isinstance(rows, list)
        args = [{name: value for name, value in row.items() if value and name != "category"} for row in rows]
        family = (self.product or SPOT_WORD).lower()
        said = {"op": "trade", "id": Raw(call.ref.encode()), "category": family, "topic": TOPICS[kind], "args": args}
        return encode(said if call.ref else {name: value for name, value in said.items() if name != "id"})

    def read_call(self, kind: type, rows: list[Params]) -> Ask:
        named: list[Params] = [{**row, "category": self.product or SPOT_WORD} for row in rows]
        ask: Ask
        if kind in MANY:
            ask = self.endpoints[kind].read_ask({LIST: encode(named).decode()})
        elif len(named) == 1:
            ask = self.endpoints[kind].read_ask(named[0])
        else:
            raise BadParameter("40020", "Parameter args error")
        return ask

    def write_reply(self, call: Call, answer: Answer | Refused, now_ns: int) -> tuple[bytes, ...]:
        kind, ref = type(call.ask), {"id": Raw(call.ref.encode())} if call.ref else {}
        data = answer if isinstance(answer, Refused) else self.endpoints[kind].write_answer(call.ask, answer)
        if isinstance(data, Refused):
            return (encode({"event": "error", **ref, "code": data.code, "msg": data.words}),)
        rows = [_row(call.ask, row, now_ns) for row in to_builtins(data if kind in MANY else [data])]
        family = {"category": (self.product or SPOT_WORD).lower()} if kind in (Place, PlaceMany) else {}
        said = {**ref, **family, "topic": TOPICS[kind], "args": rows, "code": "0", "msg": "Success"}
        return (encode({"event": "trade", **said, "ts": write_ms(now_ns)}),)

    def read_reply(self, ask: Ask, data: bytes) -> Answer | Refused | Unclear:
        try:
            refuse_duplicates(data)
            said = _SAID.decode(data)
            code = str(said.code)
            if said.event == "error" or code.strip("0"):
                return judge(ask, _OK, code, said.msg)
            if said.event != "trade" or not said.args:
                return Unclear("an answer that says nothing")
            many = type(ask) in MANY
            if not many and len(said.args) != 1:
                raise BadMessage("an answer about several orders, where one was asked for")
            row = encode(said.args) if many else bytes(said.args[0])
            return self.endpoints[type(ask)].read_answer(ask, Raw(row), read_ms(str(said.ts)))
        except BAD as bad:
            return Unclear(why(bad))


def _row(ask: Ask, row: dict[str, str], now_ns: int) -> dict[str, str]:
    """Of several each says what became of it; of a new one it is told of what, and when."""
    if isinstance(ask, Place):
        return {"symbol": ask.symbol, **row, "cTime": write_ms(now_ns)}
    if type(ask) not in MANY:
        return row
    verdict = {"code": row.get("code") or "0", "msg": row.get("msg") or "Success"}
    return {**verdict, **({"symbol": ask.symbol} if isinstance(ask, PlaceMany) else {}), **row}


def _family(product: str, endpoints: tuple[Endpoint, ...]) -> UnifiedCalls:
    return UnifiedCalls(product, {row.ask: row for row in endpoints if row.ask in TOPICS})


SPOT: Final = _family("", uta_trading.ENDPOINTS)
CONTRACTS: Final = {product: _family(product, uta_mix_trading.endpoints(product)) for product in PRODUCTS}
_BY_PRODUCT: Final = {"": SPOT, **CONTRACTS}


def write_call(call: Call) -> bytes:
    return _BY_PRODUCT[call.product].write_call(call)


def read_call(data: bytes) -> Call | Garbled:
    """Classic accounts say their channel within `args`: those of theirs are not taken."""
    asked = _ASKED.decode(data)
    kind, ref = _KINDS.get(asked.topic.lower()), bytes(asked.id).decode()
    rows = [read_texts(row) for row in asked.args]
    if kind is None:
        return Garbled("30003", f"invalid op: trade {asked.topic[:40]}", ref)
    said = (asked.category or (rows[0].get("category", "") if rows else "")).upper()
    if said not in _FAMILIES and (said or kind in (Place, PlaceMany)):
        return Garbled("40020", "Parameter category error", ref)
    product = _FAMILIES.get(said, EVERY)
    try:
        return Call(_BY_PRODUCT.get(product, SPOT).read_call(kind, rows), ref, product)
    except BadParameter as bad:
        return Garbled(bad.refused.code, bad.refused.words, ref)
