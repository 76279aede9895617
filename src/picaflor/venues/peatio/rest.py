"""The request half of the codec of one house: paths, errors, statuses. The endpoints stand in four tables."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from msgspec import Raw
from msgspec.json import Decoder, decode, encode

from picaflor.venues.peatio import charts, market, shown, trading
from picaflor.venues.peatio.codes import PLAIN, STATUSES, judge, refuse
from picaflor.venues.peatio.endpoint import Endpoint
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import OldError, Refusal
from picaflor.venues.peatio.params import BadParameter, read_params, write_body, write_query
from picaflor.venues.peatio.spelling import text_of
from picaflor.wire.asks import PUBLIC, Answer, Ask, Orders, ReadOrder, Refused, Unclear
from picaflor.wire.asks import Refusal as Kind
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.net import Headers, Reply, Request

ENDPOINTS: Final = (*market.ENDPOINTS, *charts.ENDPOINTS, *shown.ENDPOINTS, *trading.ENDPOINTS)
BY_ASK: Final = {row.ask: row for row in ENDPOINTS}
JSON: Final = (("Content-Type", "application/json"),)
ANSWERED: Final[Headers] = (("content-type", "application/json"),)
NO_MARKET: Final = "public.market.doesnt_exist"
_REFUSAL: Final = Decoder(Refusal)


class Rest:
    """Satisfies the protocol of `wire.venue`; the house says where it is and what it knows."""

    def __init__(self, house: House) -> None:
        self._house = house

    def knows(self, request: Request) -> bool:
        return self._endpoint(request)[0] is not None

    def write_ask(self, ask: Ask) -> Request:
        row = _row_of(ask)
        params = dict(row.write_ask(self._house, ask))
        path = self._house.path + row.path
        if row.inner:
            path = path.replace(f"{{{row.inner}}}", quote(str(params.pop(row.inner)), safe=""))
        if row.method == "POST":
            return Request("POST", self._house.host, path, body=write_body(params), headers=JSON)
        return Request(row.method, self._house.host, path, write_query(params))

    def _endpoint(self, request: Request) -> tuple[Endpoint | None, str]:
        """And what stands in the path, where something does."""
        here = self._house.path
        if not request.path.startswith(here + "/"):
            return None, ""
        parts = tuple(request.path[len(here) :].split("/")[1:])
        exact = next((row for row in ENDPOINTS if not row.inner and _is(row, request.method, parts)), None)
        if exact is not None:
            return exact, ""
        row = next((row for row in ENDPOINTS if row.inner and _is(row, request.method, parts)), None)
        return row, unquote(parts[row.shape.index("")]) if row is not None else ""

    def read_ask(self, request: Request) -> Ask | Refused:
        row, inner = self._endpoint(request)
        if row is None:
            return refuse("404")
        try:
            params = read_params(request)
            if row.inner:
                params[row.inner] = (inner,)
            ask: Ask = row.read_ask(self._house, params)
        except BadParameter as bad:
            return bad.refused
        return ask

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        """Row 22: what is posted is created, even where something is cancelled."""
        if isinstance(answer, Orders) and isinstance(ask, ReadOrder) and not answer.rows:
            answer = refuse("record.not_found")
        if isinstance(answer, Refused):
            return _refusal(ask, answer.code)
        assert ask is not None, "only a refusal answers what could not be read"
        row = _row_of(ask)
        body = encode(row.write_answer(self._house, ask, answer))
        return Reply(201 if row.method == "POST" else 200, body, ANSWERED + row.headers(ask, answer))

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
        """A yes has no errors and a status that says so; what is not JSON comes from what stands before the venue."""
        try:
            if type(ask) not in PUBLIC:
                refuse_duplicates(reply.body)
            codes = _codes(reply.body)
        except BAD as bad:
            return _plain(ask, reply, bad)
        if codes:
            return _no(ask, judge(ask, reply.status, codes))
        if reply.status // 100 != 2:
            return _plain(ask, reply, BadMessage("no error is named"))
        try:
            return _row_of(ask).read_answer(self._house, ask, reply.body)
        except BAD as bad:
            return Unclear(why(bad))


def _refusal(ask: Ask | None, code: str) -> Reply:
    if type(ask) in PUBLIC and code.endswith("market.doesnt_exist_or_not_enabled"):
        code = NO_MARKET
    if code in PLAIN:
        return Reply(STATUSES[code], PLAIN[code])
    bare = code.startswith("server.")
    return Reply(STATUSES.get(code, 422), encode({"errors": code if bare else [code]}), ANSWERED)


def _row_of(ask: Ask) -> Endpoint:
    row = BY_ASK[type(ask)]
    return row if row.fits(ask) else next(r for r in ENDPOINTS if r.ask is type(ask) and r.fits(ask))


def _is(row: Endpoint, method: str, parts: tuple[str, ...]) -> bool:
    shape = row.shape
    return (
        row.method == method
        and len(shape) == len(parts)
        and shape[-1] in ("", parts[-1])
        and all(mine in ("", theirs) and theirs for mine, theirs in zip(shape, parts, strict=True))
    )


def _codes(body: bytes) -> tuple[str, ...]:
    """Row 22: a list, one code, or an object with words. Empty: it is no refusal."""
    if body.lstrip()[:1] != b"{":
        if body.lstrip()[:1] not in (b"[", b'"'):
            raise BadMessage("neither a list nor an object nor a text")
        return ()
    said = _REFUSAL.decode(body)
    for raw in (said.errors, said.error):
        codes = _listed(raw)
        if codes:
            return codes
    return ()


def _listed(raw: Raw) -> tuple[str, ...]:
    data = bytes(raw)
    if data[:1] == b"[":
        return tuple(text_of(each) for each in decode(data, type=list[Raw]))
    if data[:1] == b"{":
        old = decode(data, type=OldError)
        return (str(old.code) or old.message or "?",)
    text = text_of(raw)
    return (text.removesuffix(" Not Found"),) if text else ()


def _plain(ask: Ask, reply: Reply, bad: BaseException) -> Refused | Unclear:
    """Row 24: a proxy or a wall. Only what says that nothing was let through is a no."""
    code = str(reply.status)
    if code in ("429", "403"):
        return judge(ask, reply.status, (code,))
    return Unclear(f"HTTP {reply.status}, {why(bad)}", code if reply.status == 503 else "")


def _no(ask: Ask, refused: Refused | Unclear) -> Orders | Refused | Unclear:
    """Whether an order that was asked for is missing by an empty list or by a code is all the same."""
    if isinstance(ask, ReadOrder) and isinstance(refused, Refused) and refused.kind is Kind.NOT_FOUND:
        return Orders(())
    return refused
