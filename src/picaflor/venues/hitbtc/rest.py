"""The request half of the codec: paths, errors, statuses. The endpoints stand in market and trading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote, unquote

from msgspec.json import Decoder, encode

from picaflor.venues.hitbtc import account, charts, market, order_lists, stops, trading, wallet
from picaflor.venues.hitbtc.codes import STATUSES, join, judge, part, refuse
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.family import of_contracts
from picaflor.venues.hitbtc.messages import ErrorDetail, Refusal
from picaflor.venues.hitbtc.params import BadParameter, read_params, write_body, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, ReadOrder, ReadTime, Refused, Unclear
from picaflor.wire.asks import Refusal as Kind
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why, write_iso
from picaflor.wire.net import Headers, Reply, Request

HOST: Final = "api.hitbtc.com"
ENDPOINTS: Final = (
    *market.ENDPOINTS,
    *charts.ENDPOINTS,
    *stops.ENDPOINTS,
    *trading.ENDPOINTS,
    *account.ENDPOINTS,
    *order_lists.ENDPOINTS,
    *wallet.ENDPOINTS,
)
JSON: Final = (("Content-Type", "application/json"),)
ANSWERED: Final[Headers] = (("content-type", "application/json"),)
NO_SYMBOL: Final = "2001"
_REFUSAL: Final = Decoder(Refusal)
_DETAIL: Final = Decoder(ErrorDetail)
_WORD: Final = Decoder(str)


class Table:
    """The endpoints of one row, and the requests and answers that go through them."""

    def __init__(
        self, endpoints: tuple[Endpoint, ...], ours: Callable[[Request], bool] = lambda _request: True
    ) -> None:
        """`ours`: whether a request is for this row, where another row of the house has the same paths."""
        self._ours = ours
        self.by_path: Final = {(row.method, row.stem, bool(row.inner)): row for row in endpoints}
        self.by_ask: Final = {row.ask: [each for each in endpoints if each.ask is row.ask] for row in endpoints}

    def write_ask(self, ask: Ask) -> Request:
        row = self._row_of(ask)
        params = dict(row.write_ask(ask))
        path = row.stem + quote(params.pop(row.inner), safe="") if row.inner else row.path
        if row.method in ("POST", "PATCH", "PUT"):
            return Request(row.method, HOST, path, body=write_body(params), headers=JSON)
        return Request(row.method, HOST, path, write_query(params))

    def _row_of(self, ask: Ask) -> Endpoint:
        return next(row for row in self.by_ask[type(ask)] if row.fits(ask))

    def knows(self, request: Request) -> bool:
        return self._ours(request) and self._endpoint(request)[0] is not None

    def _endpoint(self, request: Request) -> tuple[Endpoint | None, str]:
        """And what stands in the path, where something does."""
        row = self.by_path.get((request.method, request.path, False))
        if row is not None:
            return row, ""
        stem, slash, last = request.path.rpartition("/")
        return self.by_path.get((request.method, stem + slash, True)) if last else None, unquote(last)

    def read_ask(self, request: Request) -> Ask | Refused:
        row, inner = self._endpoint(request)
        if row is None:
            return refuse("404", f"No static resource {request.path.lstrip('/')}.")
        try:
            params = read_params(request)
            if row.inner:
                params[row.inner] = inner
            ask: Ask = row.read_ask(params)
        except BadParameter as bad:
            return bad.refused
        return ask

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        """Row 22. The clock's answer is a refusal like any other."""
        if isinstance(answer, Refused):
            return Reply(STATUSES.get(answer.code, 400), encode(_refusal(answer, now_ns)), ANSWERED)
        assert ask is not None, "only a refusal answers what could not be read"
        body = encode(self._row_of(ask).write_answer(ask, answer))
        return Reply(400 if isinstance(ask, ReadTime) else 200, body, ANSWERED)

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
        """An answer with an error is a no, whatever the status; one without is a yes only with a status that says so."""
        try:
            if type(ask) not in PUBLIC:
                refuse_duplicates(reply.body)
            refused = _read_refusal(reply)
        except BAD as bad:
            return judge(ask, 429, "429", "Too many requests") if reply.status == 429 else _odd(reply, bad)
        if refused is not None:
            code, words = refused
            if isinstance(ask, ReadTime) and code == NO_SYMBOL:
                return self._yes(ask, reply)
            return _no(ask, judge(ask, reply.status, code, words))
        if reply.status // 100 != 2:
            return Unclear(f"HTTP {reply.status} without an error")
        return self._yes(ask, reply)

    def _yes(self, ask: Ask, reply: Reply) -> Answer | Unclear:
        try:
            return self._row_of(ask).read_answer(ask, reply.body)
        except BAD as bad:
            return Unclear(why(bad))


def _refusal(refused: Refused, now_ns: int) -> object:
    if refused.code == "404":
        return {
            "timestamp": write_iso(now_ns),
            "path": "",
            "status": 404,
            "error": "Not Found",
            "message": refused.words,
        }
    message, description = part(refused.words)
    error = {"code": int(refused.code), "message": message, "description": description}
    return {"timestamp": write_iso(now_ns), "error": error, "path": "", "requestId": "0-0"}


def _read_refusal(reply: Reply) -> tuple[str, str] | None:
    """Code and words; None: it is no refusal. A body that is neither list nor object is nothing that we know."""
    first = reply.body.lstrip()[:1]
    if first == b"[":
        return None
    if first != b"{":
        raise BadMessage("neither a list nor an object")
    said = _REFUSAL.decode(reply.body)
    if not said.error:
        return None
    if bytes(said.error)[:1] == b'"':
        return str(reply.status), said.message or _WORD.decode(said.error)
    detail = _DETAIL.decode(said.error)
    return str(detail.code), join(detail.message, detail.description)


def _odd(reply: Reply, bad: BaseException) -> Unclear:
    return Unclear(f"HTTP {reply.status}, {why(bad)}")


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Refused | Unclear:
    """Row 14: whether an order that was asked for is missing by an empty list or by a code is all the same."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Kind.NOT_FOUND:
        return Orders(())
    return refused


_TABLE: Final = Table(ENDPOINTS, lambda request: not of_contracts(request))
BY_ASK: Final = _TABLE.by_ask
write_ask = _TABLE.write_ask
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
