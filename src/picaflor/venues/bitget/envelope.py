"""The request half over one table of endpoints: paths, the envelope, statuses. Each row of this tongue has a table."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.bitget.codes import SUCCESS, judge, refuse
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.messages import Envelope, Success
from picaflor.venues.bitget.params import BadParameter, read_params, write_body, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, CancelAll, Cancelling, Orders, ReadOrder, Refusal, Refused, Unclear
from picaflor.wire.decoding import BAD, MS, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request

HOST: Final = "api.bitget.com"
LOCALE: Final = ("locale", "en-US")
JSON: Final = ("Content-Type", "application/json")
HEADERS: Final = (JSON, LOCALE)
SECOND: Final = 1_000_000_000
NOTHING_TO_CANCEL: Final = "22001"
_ENVELOPE: Final = Decoder(Envelope)


class Table:
    """Any request and any answer of one row. Two rows may share a path: `Endpoint.ours` tells whose a request is."""

    def __init__(self, endpoints: tuple[Endpoint, ...]) -> None:
        self.endpoints = endpoints
        self._by_path = {(row.method, row.path): row for row in endpoints}
        self._by_ask: dict[type, tuple[Endpoint, ...]] = {
            ask: tuple(row for row in endpoints if row.ask is ask) for ask in {row.ask for row in endpoints}
        }

    def endpoint_of(self, ask: Ask) -> Endpoint:
        rows = self._by_ask[type(ask)]
        return rows[0] if len(rows) == 1 else next(row for row in rows if row.fits(ask))

    def knows(self, request: Request) -> bool:
        row = self._by_path.get((request.method, request.path))
        return row is not None and row.ours(request)

    def write_ask(self, ask: Ask) -> Request:
        row = self.endpoint_of(ask)
        params = row.write_ask(ask)
        if row.method == "GET":
            return Request("GET", HOST, row.path, write_query(params), headers=(LOCALE,))
        return Request("POST", HOST, row.path, body=write_body(params), headers=HEADERS)

    def read_ask(self, request: Request) -> Ask | Refused:
        row = self._by_path.get((request.method, request.path))
        if row is None:
            return _stranger(request)
        try:
            ask: Ask = row.read_ask(read_params(request))
        except BadParameter as bad:
            return bad.refused
        return ask

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        """Row 22: business errors come as HTTP 400 with the same envelope; what one row says by an empty answer,
        another says by a code.
        """
        if isinstance(answer, Refused):
            return _write_refused(answer, now_ns)
        assert ask is not None, "only a refusal answers what could not be read"
        data = self.endpoint_of(ask).write_answer(ask, answer)
        if isinstance(data, Refused):
            return _write_refused(data, now_ns)
        return Reply(200, encode(Success(data, now_ns // MS)), (("content-type", "application/json"),))

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
        """Decided by the code; the status matters where there is none, and where it contradicts."""
        try:
            if type(ask) not in PUBLIC:
                refuse_duplicates(reply.body)
            envelope = _ENVELOPE.decode(reply.body)
        except BAD as bad:
            if reply.status == 429:
                return judge(ask, 429, "429", "Too Many Requests", _retry_after(reply))
            return Unclear(f"HTTP {reply.status}, {why(bad)}")
        if envelope.code != SUCCESS:
            words = envelope.msg or envelope.message or ""
            return _no(ask, judge(ask, reply.status, envelope.code, words, _retry_after(reply)))
        if reply.status // 100 != 2:
            return Unclear(f"HTTP {reply.status} with the code of success", SUCCESS)
        return self._yes(ask, envelope)

    def _yes(self, ask: Ask, envelope: Envelope) -> Answer | Refused | Unclear:
        try:
            return self.endpoint_of(ask).read_answer(ask, envelope.data, max(0, envelope.requestTime or 0) * MS)
        except BAD as bad:
            return Unclear(why(bad), SUCCESS)


def _stranger(request: Request) -> Refused:
    """Row 24: the private half of the unified API is closed to a classic account, and says so before all else."""
    if request.path.startswith("/api/v3/") and not request.path.startswith("/api/v3/market/"):
        return refuse("40084", "You are in Classic Account mode, and the Unified Account API is not supported")
    return refuse("40404", "Request URL NOT FOUND")


def _write_refused(refused: Refused, now_ns: int) -> Reply:
    body = {"code": refused.code, "msg": refused.words, "requestTime": now_ns // MS, "data": None}
    status = {"429": 429, "40404": 404}.get(refused.code, 400)
    return Reply(status, encode(body), _headers(refused))


def _headers(refused: Refused) -> Headers:
    kept = (("content-type", "application/json"),)
    if refused.retry_after_ns:
        return (*kept, ("retry-after", str(-(-refused.retry_after_ns // SECOND))))
    return kept


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Cancelling | Refused | Unclear:
    """Row 14: whether an order that was asked for is missing by an empty list or by a code is all the same. So it is
    whether there was nothing to cancel."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Refusal.NOT_FOUND:
        return Orders(())
    if isinstance(ask, CancelAll) and isinstance(refused, Refused) and refused.code == NOTHING_TO_CANCEL:
        return Cancelling()
    return refused


def _retry_after(reply: Reply) -> int:
    """Not known of this venue; a gateway in front of it may say it. Whole or broken seconds, at most an hour."""
    try:
        return min(read_atoms(reply.header("retry-after") or "0") * SECOND // 10**36, 3_600 * SECOND)
    except BadNumber:
        return 0
