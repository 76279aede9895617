"""The request half over one table of endpoints: paths, the envelope, statuses. Each row of this tongue has a table."""

from __future__ import annotations

from typing import Final, TypeVar

from msgspec import structs
from msgspec.json import Decoder, encode

from picaflor.venues.bitmart.codes import SAID_YES, SUCCESS, judge, refuse, status_of
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.messages import Envelope, Refusal, Success
from picaflor.venues.bitmart.params import BadParameter, read_params, write_body, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, ReadOrder, Refused, Unclear
from picaflor.wire.asks import Refusal as Kind
from picaflor.wire.decoding import BAD, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request

JSON: Final[Headers] = (("Content-Type", "application/json"),)
ANSWERED: Final[Headers] = (("content-type", "application/json"),)
RESET: Final = "X-BM-RateLimit-Reset"
DIGITS_MAX: Final = 6
SECOND: Final = 1_000_000_000
NO_PATH: Final = "30000"
T = TypeVar("T", bound=Answer | Refused | Unclear)
_ENVELOPE: Final = Decoder(Envelope)


class Table:
    """Any request and any answer of one row."""

    def __init__(self, host: str, endpoints: tuple[Endpoint, ...], *, wordless: bool = False) -> None:
        """`wordless`: a yes may come without its message (row 22)."""
        self.endpoints = endpoints
        self._yes = SAID_YES | {""} if wordless else SAID_YES
        self._host = host
        self._by_path = {(row.method, row.path): row for row in endpoints}
        self._by_ask: dict[type, tuple[Endpoint, ...]] = {
            ask: tuple(row for row in endpoints if row.ask is ask) for ask in {row.ask for row in endpoints}
        }

    @property
    def asks(self) -> frozenset[type]:
        return frozenset(self._by_ask)

    def endpoint_of(self, ask: Ask) -> Endpoint:
        rows = self._by_ask[type(ask)]
        return rows[0] if len(rows) == 1 else next(row for row in rows if row.fits(ask))

    def knows(self, request: Request) -> bool:
        row = self._by_path.get((request.method, request.path))
        return row is not None and row.ours

    def write_ask(self, ask: Ask) -> Request:
        row = self.endpoint_of(ask)
        params = row.write_ask(ask)
        if row.method == "GET":
            return Request("GET", self._host, row.path, write_query(params))
        return Request("POST", self._host, row.path, body=write_body(params), headers=JSON)

    def read_ask(self, request: Request) -> Ask | Refused:
        row = self._by_path.get((request.method, request.path))
        if row is None:
            return refuse(NO_PATH, "Not found")
        try:
            ask: Ask = row.read_ask(read_params(request))
        except BadParameter as bad:
            return bad.refused
        return ask

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        """Row 22. Strangers' clients fall over an answer without a message."""
        trace = f"{now_ns:032x}"
        if isinstance(answer, Refused):
            if answer.code == NO_PATH:
                return Reply(404, encode({"trace": trace, "msg": answer.words, "code": 30000}), ANSWERED)
            refusal = Refusal(int(answer.code), answer.words, trace)
            return Reply(status_of(answer.code), encode(refusal), (*ANSWERED, *_waits(answer)))
        assert ask is not None, "only a refusal answers what could not be read"
        data = self.endpoint_of(ask).write_answer(ask, answer)
        if isinstance(data, Refused):
            return self.write_answer(ask, data, now_ns)
        return Reply(200, encode(Success(data, trace)), ANSWERED)

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
        """Decided by the code; the status matters where there is none, and where it contradicts."""
        try:
            if type(ask) not in PUBLIC:
                refuse_duplicates(reply.body)
            said = _ENVELOPE.decode(reply.body)
        except BAD as bad:
            if reply.status in (418, 429):
                return _timed(judge(ask, reply.status, "", "Too many requests"), reply)
            return Unclear(f"HTTP {reply.status}, {why(bad)}")
        code, words = str(said.code), said.message or said.msg
        if code != SUCCESS:
            return _timed(_no(ask, judge(ask, reply.status, code, words)), reply)
        if reply.status // 100 != 2:
            return Unclear(f"HTTP {reply.status} with the code of a yes")
        if words.lower() not in self._yes:
            return Unclear(f"a yes that says {words[:80]!r}")
        try:
            return self.endpoint_of(ask).read_answer(ask, said.data)
        except BAD as bad:
            return Unclear(why(bad))


def _waits(refused: Refused) -> Headers:
    """Row 40: the window's length, in seconds."""
    return ((RESET, str(-(-refused.retry_after_ns // SECOND))),) if refused.retry_after_ns else ()


def _timed(said: T, reply: Reply) -> T:
    """Who asked too often may ask again when the window is over."""
    length = reply.header(RESET.lower()) or ""
    if not isinstance(said, Refused) or said.kind is not Kind.RATE or not (length.isascii() and length.isdecimal()):
        return said
    return structs.replace(said, retry_after_ns=int(length[:DIGITS_MAX]) * SECOND)


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Refused | Unclear:
    """Row 14: whether an order that was asked for is missing by an empty list or by a code is all the same."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Kind.NOT_FOUND:
        return Orders(())
    return refused
