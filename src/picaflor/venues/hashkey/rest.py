"""The request half of the codec: paths, errors, statuses. The endpoints stand in market, trading and listening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.json import Decoder, encode

from picaflor.venues.hashkey import account, batches, bills, charts, listening, market, payments, trading
from picaflor.venues.hashkey.codes import judge, refuse, same_code
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.family import of_contracts
from picaflor.venues.hashkey.messages import Refusal
from picaflor.venues.hashkey.params import BadParameter, read_form, read_params, write_query
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, ReadOrder, Refused, Unclear
from picaflor.wire.asks import Refusal as Kind
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request
from picaflor.wire.stops import ReadStops, Stops

HOST: Final = "api-glb.hashkey.com"
TEST_HOST: Final = "api-glb.sim.hashkeydev.com"
ENDPOINTS: Final = (
    *market.ENDPOINTS,
    *charts.ENDPOINTS,
    *account.ENDPOINTS,
    bills.flow_of(bills.SPOT),
    *payments.ENDPOINTS,
    *trading.ENDPOINTS,
    *batches.ENDPOINTS,
    *listening.ENDPOINTS,
)
ANSWERED: Final[Headers] = (("content-type", "application/json"),)
JSON: Final[Headers] = (("Content-Type", "application/json"),)
STATUSES: Final = {"404": 404, "0003": 429}
_REFUSAL: Final = Decoder(Refusal)


class Table:
    """The endpoints of one row, and the requests and answers that go through them."""

    def __init__(
        self, endpoints: tuple[Endpoint, ...], ours: Callable[[Request], bool] = lambda _request: True
    ) -> None:
        """`ours`: whether a request is for this row, where another row of the house has the same paths."""
        self._ours = ours
        self.by_path: Final = {(row.method, row.path): row for row in endpoints}
        self.by_ask: Final = {row.ask: [each for each in endpoints if each.ask is row.ask] for row in endpoints}

    def write_ask(self, ask: Ask) -> Request:
        row = self._row_of(ask)
        query = write_query(row.write_ask(ask))
        if row.write_body is None:
            return Request(row.method, HOST, row.path, query)
        return Request(row.method, HOST, row.path, query, row.write_body(ask), JSON)

    def _row_of(self, ask: Ask) -> Endpoint:
        return next(row for row in self.by_ask[type(ask)] if row.fits(ask))

    def knows(self, request: Request) -> bool:
        return self._ours(request) and (request.method, request.path) in self.by_path

    def read_ask(self, request: Request) -> Ask | Refused:
        row = self.by_path.get((request.method, request.path))
        if row is None:
            return refuse("404", "Not Found")
        try:
            if row.read_body is not None:
                listed: Ask = row.read_body(read_form(request.query), request.body)
                return listed
            ask: Ask = row.read_ask(read_params(request))
        except BadParameter as bad:
            return bad.refused
        return ask

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        """Row 22."""
        if isinstance(answer, Orders | Stops) and not answer.rows and _of_one(ask):
            answer = refuse("-1143", "Order not found on order book")
        if isinstance(answer, Refused):
            body = encode(Refusal(answer.code, answer.words))
            return Reply(STATUSES.get(answer.code, 400), body, ANSWERED)
        assert ask is not None, "only a refusal answers what could not be read"
        return Reply(200, encode(self._row_of(ask).write_answer(ask, answer, now_ns)), ANSWERED)

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
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
            return self._row_of(ask).read_answer(ask, reply.body)
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


def _of_one(ask: Ask | None) -> bool:
    return isinstance(ask, ReadOrder) or (isinstance(ask, ReadStops) and bool(ask.venue_id or ask.client_id))


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Stops | Refused | Unclear:
    """Row 13: an order that is not there."""
    if isinstance(refused, Refused) and refused.kind is Kind.NOT_FOUND and _of_one(ask):
        return Orders(()) if isinstance(ask, ReadOrder) else Stops(())
    return refused


_TABLE: Final = Table(ENDPOINTS, lambda request: not of_contracts(request))
BY_ASK: Final = _TABLE.by_ask
write_ask = _TABLE.write_ask
knows = _TABLE.knows
read_ask = _TABLE.read_ask
write_answer = _TABLE.write_answer
read_answer = _TABLE.read_answer
