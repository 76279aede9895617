"""The request half of the codec: paths, errors, statuses. The endpoints stand in market, trading and listening."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder, encode

from picaflor.venues.hashkey import charts, listening, market, trading
from picaflor.venues.hashkey.codes import judge, refuse, same_code
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.messages import Refusal
from picaflor.venues.hashkey.params import BadParameter, read_params, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, ReadOrder, Refused, Unclear
from picaflor.wire.asks import Refusal as Kind
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request

HOST: Final = "api-glb.hashkey.com"
TEST_HOST: Final = "api-glb.sim.hashkeydev.com"
ENDPOINTS: Final = (*market.ENDPOINTS, *charts.ENDPOINTS, *trading.ENDPOINTS, *listening.ENDPOINTS)
BY_PATH: Final = {(row.method, row.path): row for row in ENDPOINTS}
BY_ASK: Final = {row.ask: [each for each in ENDPOINTS if each.ask is row.ask] for row in ENDPOINTS}
ANSWERED: Final[Headers] = (("content-type", "application/json"),)
STATUSES: Final = {"404": 404, "0003": 429}
_REFUSAL: Final = Decoder(Refusal)


def write_ask(ask: Ask) -> Request:
    row = _row_of(ask)
    return Request(row.method, HOST, row.path, write_query(row.write_ask(ask)))


def _row_of(ask: Ask) -> Endpoint:
    return next(row for row in BY_ASK[type(ask)] if row.fits(ask))


def knows(request: Request) -> bool:
    return (request.method, request.path) in BY_PATH


def read_ask(request: Request) -> Ask | Refused:
    row = BY_PATH.get((request.method, request.path))
    if row is None:
        return refuse("404", "Not Found")
    try:
        ask: Ask = row.read_ask(read_params(request))
    except BadParameter as bad:
        return bad.refused
    return ask


def write_answer(ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
    """Row 22."""
    if isinstance(answer, Orders) and isinstance(ask, ReadOrder) and not answer.rows:
        answer = refuse("-1143", "Order not found on order book")
    if isinstance(answer, Refused):
        body = encode(Refusal(answer.code, answer.words))
        return Reply(STATUSES.get(answer.code, 400), body, ANSWERED)
    assert ask is not None, "only a refusal answers what could not be read"
    return Reply(200, encode(_row_of(ask).write_answer(ask, answer, now_ns)), ANSWERED)


def read_answer(ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
    """A body with a code other than nought is a no, whatever the status; without one it is a yes only with 200."""
    try:
        if type(ask) not in PUBLIC:
            refuse_duplicates(reply.body)
        refused = _read_refusal(reply)
    except BAD as bad:
        if reply.status in (418, 429):
            return judge(ask, reply.status, str(reply.status), "Too many requests")
        return Unclear(f"HTTP {reply.status}, {why(bad)}")
    if refused is not None:
        return _no(ask, judge(ask, reply.status, *refused))
    if reply.status != 200:
        return Unclear(f"HTTP {reply.status} without a code")
    try:
        return _row_of(ask).read_answer(ask, reply.body)
    except BAD as bad:
        return Unclear(why(bad))


def _read_refusal(reply: Reply) -> tuple[str, str] | None:
    """Code and words; None: it is no refusal."""
    first = reply.body.lstrip()[:1]
    if first == b"[":
        return None
    if first != b"{":
        raise BadMessage("neither a list nor an object")
    said = _REFUSAL.decode(reply.body)
    code = same_code(said.code)
    return None if code in ("", "0") else (code, said.msg)


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Refused | Unclear:
    """Row 13: an order that is not there."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Kind.NOT_FOUND:
        return Orders(())
    return refused
