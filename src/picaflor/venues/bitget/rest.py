"""The request half of the codec: paths, the envelope, statuses. The endpoints stand in market, charts and trading."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.bitget import charts, market, trading
from picaflor.venues.bitget.codes import SUCCESS, judge, refuse
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.messages import Envelope, Success
from picaflor.venues.bitget.params import BadParameter, read_params, write_body, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, Place, ReadOrder, Refusal, Refused, Unclear
from picaflor.wire.decoding import BAD, MS, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request

HOST: Final = "api.bitget.com"
ENDPOINTS: Final = (*market.ENDPOINTS, *charts.ENDPOINTS, *trading.ENDPOINTS)
BY_PATH: Final = {(row.method, row.path): row for row in ENDPOINTS}
BY_ASK: Final[dict[type, tuple[Endpoint, ...]]] = {
    ask: tuple(row for row in ENDPOINTS if row.ask is ask) for ask in {row.ask for row in ENDPOINTS}
}
LOCALE: Final = ("locale", "en-US")
JSON: Final = ("Content-Type", "application/json")
HEADERS: Final = (JSON, LOCALE)
SECOND: Final = 1_000_000_000
_ENVELOPE: Final = Decoder(Envelope)


def endpoint_of(ask: Ask) -> Endpoint:
    rows = BY_ASK[type(ask)]
    return rows[0] if len(rows) == 1 else next(row for row in rows if row.fits(ask))


def write_ask(ask: Ask) -> Request:
    if type(ask) is Place and (placed := trading.write_place(ask)):
        return Request("POST", HOST, trading.PLACE_PATH, body=placed, headers=HEADERS)
    row = endpoint_of(ask)
    params = row.write_ask(ask)
    if row.method == "GET":
        return Request("GET", HOST, row.path, write_query(params), headers=(LOCALE,))
    return Request("POST", HOST, row.path, body=write_body(params), headers=HEADERS)


def knows(request: Request) -> bool:
    return (request.method, request.path) in BY_PATH


def read_ask(request: Request) -> Ask | Refused:
    row = BY_PATH.get((request.method, request.path))
    if row is None:
        return _stranger(request)
    try:
        ask: Ask = row.read_ask(read_params(request))
    except BadParameter as bad:
        return bad.refused
    return ask


def _stranger(request: Request) -> Refused:
    """Row 24: the private half of the unified API is closed to a classic account, and says so before all else."""
    if request.path.startswith("/api/v3/") and not request.path.startswith("/api/v3/market/"):
        return refuse("40084", "You are in Classic Account mode, and the Unified Account API is not supported")
    return refuse("40404", "Request URL NOT FOUND")


def write_answer(ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
    """Row 22: business errors come as HTTP 400 with the same envelope."""
    if isinstance(answer, Refused):
        refused = {"code": answer.code, "msg": answer.words, "requestTime": now_ns // MS, "data": None}
        return Reply(_status(answer.code), encode(refused), _headers(answer))
    assert ask is not None, "only a refusal answers what could not be read"
    data = endpoint_of(ask).write_answer(ask, answer)
    return Reply(200, encode(Success(data, now_ns // MS)), (("content-type", "application/json"),))


def _status(code: str) -> int:
    return {"429": 429, "40404": 404}.get(code, 400)


def _headers(refused: Refused) -> Headers:
    kept = (("content-type", "application/json"),)
    if refused.retry_after_ns:
        return (*kept, ("retry-after", str(-(-refused.retry_after_ns // SECOND))))
    return kept


def read_answer(ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
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
    return _yes(ask, envelope)


def _yes(ask: Ask, envelope: Envelope) -> Answer | Unclear:
    try:
        return endpoint_of(ask).read_answer(ask, envelope.data, max(0, envelope.requestTime or 0) * MS)
    except BAD as bad:
        return Unclear(why(bad), SUCCESS)


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Refused | Unclear:
    """Row 14: whether an order that was asked for is missing by an empty list or by a code is all the same."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Refusal.NOT_FOUND:
        return Orders(())
    return refused


def _retry_after(reply: Reply) -> int:
    """Not known of this venue; a gateway in front of it may say it. Whole or broken seconds, at most an hour."""
    try:
        return min(read_atoms(reply.header("retry-after") or "0") * SECOND // 10**36, 3_600 * SECOND)
    except BadNumber:
        return 0
