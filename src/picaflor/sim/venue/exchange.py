"""One emulated venue: requests and frames in, replies and frames out, all bytes, all in the venue's own tongue.

It checks what the venue checks, in the venue's order: path, rate, signature, rules. It never waits: whoever owns it
calls `tick` when `due` says so. What may go wrong on the way is drawn from `faults`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from picaflor.machines.throttle import Meter
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault, RequestFault
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.sockets import HangUp, Nudge, Say, Sockets
from picaflor.wire.asks import CHANGING, PUBLIC, Answer, Ask, Refused
from picaflor.wire.net import Reply, Request
from picaflor.wire.venue import Keys, PlainKeys, Venue

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ExchangeConfig:
    seed: int = 1
    crowd: CrowdConfig = field(default_factory=CrowdConfig)
    enforce_limits: bool = True


@dataclass(frozen=True, slots=True)
class Served:
    """What becomes of a request: a reply, later perhaps; None: the connection drops without one."""

    reply: Reply | None
    delay_ns: int = 0


class Exchange:
    def __init__(
        self, venue: Venue, listing: list[Listed], config: ExchangeConfig, rates: FaultRates | None = None
    ) -> None:
        self.venue = venue
        self.config = config
        self.floor = Floor(venue, listing, venue.order_no, config.seed)
        self.sockets = Sockets(venue, self.floor, self.find_keys)
        self.faults = Faults(rates or FaultRates(), config.seed ^ 0x5EED)
        self.unreadable = 0
        self.requests = 0
        self._answers = Answers(self.floor)
        self._meters: dict[str, Meter] = {}
        self._crowds = {
            row.market.symbol: Crowd(row.open_ticks, row.typical_lots, config.seed * 1_000 + n, config.crowd)
            for n, row in enumerate(listing)
        }
        self._held: dict[int, Say] = {}  # frames that the next one of their connection overtakes

    # accounts

    def open_account(self, keys: PlainKeys, funds: dict[str, int]) -> VenueAccount:
        return self.floor.open_account(keys, funds)

    def find_keys(self, api_key: str) -> Keys | None:
        return next((a.keys for a in self.floor.accounts[1:] if a.keys.api_key == api_key), None)

    # requests

    def request(self, request: Request, now_ns: int, client: str = "") -> Served:
        self.requests += 1
        ask = self.venue.rest.read_ask(request)
        trading = type(ask) in CHANGING
        fault = self.faults.request(trading)
        if fault is RequestFault.DROP_REQUEST:
            return Served(None)
        if fault is RequestFault.TOO_MANY:
            return Served(self._write(None, self.floor.refuse("rate"), now_ns))
        code = "" if isinstance(ask, Refused) or type(ask) in PUBLIC else self.faults.code(trading)
        if code:
            return Served(self._write(None, Refused(code, "as ordered"), now_ns))
        reply = self._reply(request, ask, now_ns, client)
        self._flush(now_ns)
        match fault:
            case RequestFault.DROP_REPLY:
                return Served(None)
            case RequestFault.DELAY:
                return Served(reply, self.faults.delay_ns())
            case RequestFault.BROKEN:
                return Served(Reply(502, b"<html><body>502 Bad Gateway</body></html>"))
            case RequestFault.GARBLED:
                return Served(Reply(reply.status, reply.body[: self.faults.below(len(reply.body))], reply.headers))
            case _:
                return Served(reply)

    def _reply(self, request: Request, ask: Ask | Refused, now_ns: int, client: str) -> Reply:
        if isinstance(ask, Refused):
            return self._write(None, ask, now_ns)
        public = self._answers.public(ask, now_ns)
        if public is not None:
            limited = self._limited(ask, client, now_ns)
            return self._write(ask, limited or public, now_ns)
        keys = self.venue.auth.verify(request, self.find_keys, now_ns)
        if isinstance(keys, Refused):
            return self._write(ask, keys, now_ns)
        limited = self._limited(ask, keys.api_key, now_ns)
        if limited is not None:
            return self._write(ask, limited, now_ns)
        account = next(a for a in self.floor.accounts if a.keys.api_key == keys.api_key)
        return self._write(ask, self._answers.private(account, ask, now_ns), now_ns)

    def _write(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        return self.venue.rest.write_answer(ask, answer, now_ns)

    def _limited(self, ask: Ask, who: str, now_ns: int) -> Refused | None:
        if not self.config.enforce_limits:
            return None
        meter = self._meters.get(who)
        if meter is None:
            meter = self._meters[who] = Meter(self.venue.limits, self.venue.costs)
        return self.floor.refuse("rate") if meter.take(type(ask), now_ns) else None

    # sockets

    def opened(self, conn: int, now_ns: int) -> None:
        self.sockets.opened(conn, now_ns)

    def closed(self, conn: int) -> None:
        self.sockets.closed(conn)
        self._held.pop(conn, None)

    def frame(self, conn: int, data: bytes, now_ns: int) -> None:
        self.sockets.frame(conn, data, now_ns)
        self._flush(now_ns)

    def beat(self, conn: int, now_ns: int) -> bool:
        """A ping or pong frame of the protocol came. Whether a ping is answered."""
        return self.sockets.beat(conn, now_ns)

    def take_out(self) -> list[Say | Nudge | HangUp]:
        """What is to be sent now, with what the faults made of it."""
        out, self.sockets.out = self.sockets.out, []
        if not self.faults.rates.frames and not self.faults.frames_ordered and not self._held:
            return out
        sent: list[Say | Nudge | HangUp] = []
        for item in out:
            sent += self._spoil(item) if isinstance(item, Say) else [item]
        return sent

    def _spoil(self, say: Say) -> list[Say | Nudge | HangUp]:
        held = self._held
        match self.faults.frame():
            case FrameFault.DROP:
                return []
            case FrameFault.TWICE:
                return [say, say]
            case FrameFault.SCRAMBLED:
                return [Say(say.conn, say.data[: self.faults.below(len(say.data))])]
            case FrameFault.HANG_UP:
                self.closed(say.conn)
                return [HangUp(say.conn, 1006, "fault")]
            case FrameFault.SILENT:
                if say.conn in self.sockets.conns:
                    self.sockets.conns[say.conn].silent = True
                return []
            case FrameFault.LATER if say.conn not in held:
                held[say.conn] = say
                return []
            case _:
                late = held.pop(say.conn, None)
                return [say, late] if late else [say]

    # time

    def due(self) -> int:
        times = [crowd.due() for crowd in self._crowds.values()]
        sockets = self.sockets.due()
        return min([*times, sockets]) if sockets is not None else min(times)

    def tick(self, now_ns: int) -> None:
        for symbol, crowd in self._crowds.items():
            if crowd.due() <= now_ns:
                self.floor.crowd_beat(symbol, crowd, now_ns)
        self._flush(now_ns)
        self.sockets.tick(now_ns)

    def _flush(self, now_ns: int) -> None:
        news, self.floor.news = self.floor.news, []
        self.sockets.tell(news, now_ns)
