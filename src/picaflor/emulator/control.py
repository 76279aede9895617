"""The control port of an emulator: the ledger, faults, money, rules. Loopback only, JSON both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from picaflor.emulator.ledger_page import ledger_pages
from picaflor.emulator.listing import PATHS as LISTING
from picaflor.emulator.listing import change_listing
from picaflor.emulator.money import PATHS, move_money
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.faults import CODE, FrameFault, RequestFault
from picaflor.transport.clock import Clock
from picaflor.transport.server import Pending
from picaflor.wire.net import Reply, Request
from picaflor.wire.venue import Venue

Change = Callable[[Exchange, str, bytes, int], dict[str, str]]


class OrderedFault(msgspec.Struct, forbid_unknown_fields=True):
    """`code` and `of` are for the kind "code": the venue answers so, and does nothing."""

    kind: str
    times: int = 1
    code: str = ""
    of: Literal["trading", "questions"] = "trading"


class Control:
    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._clock = clock
        self.touched: Callable[[], None] = lambda: None

    def request(self, request: Request, pending: Pending) -> None:
        pending.respond(self._answer(request))
        self.touched()

    def _answer(self, request: Request) -> Reply:
        match request.method, request.path:
            case "GET", "/ledger":
                return _json(200, ledger_pages(self._exchange))
            case "GET", "/clock":
                return _json(200, {"now_ns": str(self._clock.now_ns())})
            case "GET", "/faults":
                return _json(200, dict(self._exchange.faults.counts))
            case "POST", "/faults":
                return self._fault(request.body)
            case "POST", path if path in PATHS:
                return self._change(move_money, path, request.body)
            case "POST", path if path in LISTING:
                return self._change(change_listing, path, request.body)
            case _:
                there = ", ".join(("/ledger", "/clock", "/faults", *PATHS, *LISTING))
                return _json(404, {"error": f"there is {there} here"})

    def _change(self, do: Change, path: str, body: bytes) -> Reply:
        try:
            return _json(200, do(self._exchange, path, body, self._clock.now_ns()))
        except ValueError as error:
            return _json(400, {"error": str(error)})

    def _fault(self, body: bytes) -> Reply:
        try:
            wanted = msgspec.json.decode(body, type=OrderedFault)
            ordered = self._order(wanted, times := max(1, min(wanted.times, 1_000)))
        except ValueError as error:
            known = [CODE, *(fault.value for fault in (*RequestFault, *FrameFault))]
            return _json(400, {"error": str(error), "kinds": known})
        return _json(200, {"ordered": ordered, "times": times})

    def _order(self, wanted: OrderedFault, times: int) -> str:
        faults = self._exchange.faults
        if wanted.kind == CODE:
            faults.order_code(_known(self._exchange.venue, wanted.code), times, wanted.of == "trading")
            return wanted.code
        if wanted.code:
            raise ValueError(f"{wanted.kind} takes no code")
        faults.order(kind := _kind(wanted.kind), times)
        return kind.value


def _known(venue: Venue, code: str) -> str:
    if code not in venue.outcomes:
        raise ValueError(f"{venue.id} has no code {code!r}: `picaflor venues {venue.id}` lists them")
    return code


def _kind(name: str) -> RequestFault | FrameFault:
    try:
        return RequestFault(name)
    except ValueError:
        return FrameFault(name)


def _json(status: int, what: object) -> Reply:
    return Reply(status, msgspec.json.encode(what), (("content-type", "application/json"),))
