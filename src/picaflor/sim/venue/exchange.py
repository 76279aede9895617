"""One emulated house: requests and frames in, replies and frames out, all bytes, all in the venue's own tongue.

It has a floor for each row of the venue table that it serves, and one set of sockets and customers for all. It checks what
the venue checks, in the venue's order: path, rate, signature, rules. It never waits: whoever owns it calls `tick` when
`due` says so. What may go wrong on the way is drawn from `faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from msgspec import structs

from picaflor.machines.throttle import Meter
from picaflor.sim.venue import one_account, one_listing
from picaflor.sim.venue.calls import Late, meant, spoil
from picaflor.sim.venue.conns import Conn, HangUp, Nudge, Say
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.dead_man import Switches
from picaflor.sim.venue.environments import RULE, asked_of, fits
from picaflor.sim.venue.faults import FaultRates, Faults, RequestFault
from picaflor.sim.venue.house_rules import refuse
from picaflor.sim.venue.kinds import holds, in_words_of
from picaflor.sim.venue.listening import LISTENING
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.news import TradeNews
from picaflor.sim.venue.one_wallet import join, of_purse, sharing
from picaflor.sim.venue.orders import KEPT, VenueAccount
from picaflor.sim.venue.outsiders import crowd_beat
from picaflor.sim.venue.publisher import Sums
from picaflor.sim.venue.queue import QueuedFloor
from picaflor.sim.venue.relisting import clear
from picaflor.sim.venue.rows import Row, furnish
from picaflor.sim.venue.sockets import Sockets
from picaflor.sim.venue.spoiling import Spoiler
from picaflor.sim.venue.told_limits import told_limits
from picaflor.wire.asks import CHANGING, PUBLIC, Answer, Ask, Refused
from picaflor.wire.auth import Keys, PlainKeys
from picaflor.wire.net import Reply, Request
from picaflor.wire.stream import Call
from picaflor.wire.venue import Venue

NEVER: Final = 1 << 63
Funds = Mapping[str, dict[str, int]]  # row → asset → atoms


@dataclass(frozen=True, slots=True)
class ExchangeConfig:
    seed: int = 1
    crowd: CrowdConfig | None = field(default_factory=CrowdConfig)  # None: nobody but customers, and what is mirrored
    enforce_limits: bool = True
    checksums: bool = False  # books carry one
    kept: int = KEPT  # final orders, fills and bills that an account can still be asked about


@dataclass(frozen=True, slots=True)
class Served:
    """What becomes of a request: a reply, later perhaps; None: the connection drops without one."""

    reply: Reply | None
    delay_ns: int = 0


class _Timed(Protocol):
    def due(self) -> int | None: ...


class Exchange:
    def __init__(
        self,
        venue: Venue,
        listing: list[Listed],
        config: ExchangeConfig,
        rates: FaultRates | None = None,
        others: Sequence[tuple[Venue, list[Listed]]] = (),
    ) -> None:
        """`others`: the further rows of the same house. What is nobody's is the first row's to refuse."""
        self.venue = venue
        self.config = config
        self.rows: list[Row] = []
        for n, (each, listed) in enumerate(((venue, listing), *others)):
            spot = next((row.floor for row in self.rows if row.venue.kind == "spot"), None)
            self.rows.append(furnish(n, each, listed, config.seed, config.crowd, config.kept, spot))
        self.floors = {row.venue.floor: row.floor for row in self.rows}
        self.floor = self.rows[0].floor
        self._switches = Switches([row.floor for row in self.rows])
        for row in self.rows:
            row.answers.switches, row.answers.floors = self._switches, tuple(self.floors.values())
        self._queued = [floor for floor in self.floors.values() if isinstance(floor, QueuedFloor)]
        self.faults = Faults(rates or FaultRates(), config.seed ^ 0x5EED)
        sums = Sums(config.checksums, self._wrong_sum)
        floors = [row.floor for row in self.rows]
        self.sockets = Sockets(floors, self.find_keys, sums, self._called, patient=not config.enforce_limits)
        self._spoiler = Spoiler(self.sockets, self.closed)
        self._late = Late()  # answers to calls
        ends = [row.floor.endings for row in self.rows]
        self._timed: list[_Timed] = [*ends, self._switches, self.sockets, self._late, *self._queued]
        self.unreadable = 0
        self.requests = 0
        self._meters: dict[tuple[str, str], Meter] = {}
        self._metered: Meter | None = None  # who counted the request that is answered
        self.before_telling: Callable[[], None] | None = None  # of what has happened to a customer
        self._asked = False  # one of them has asked for something that may have changed what is his

    # accounts, and the listing

    def open_account(
        self, keys: PlainKeys, funds: dict[str, int], more: Funds | None = None, now_ns: int = 0, kind: str = ""
    ) -> VenueAccount:
        """A customer has an account on every floor, under one number; `funds` are the first one's, `more` the others'.
        `kind`: of account, where the house has several.
        """
        opened = [row.floor.open_account(keys, (more or {}).get(row.venue.floor, {}), now_ns) for row in self.rows[1:]]
        account = self.floor.open_account(keys, funds, now_ns)
        assert all(each.no == account.no for each in opened)
        for each in (account, *opened):
            each.kind = kind
        join(sharing(self.venue.spoken_by(kind), self.rows[1:], opened), account)
        return account

    def find_keys(self, api_key: str) -> Keys | None:
        return next((a.keys for a in self.floor.accounts[1:] if a.keys.api_key == api_key), None)

    def delist(self, row_id: str, symbol: str, now_ns: int) -> None:
        """A market is taken off the list, with all that stands in its book. Whoever hears that hears it empty."""
        floor = self.floors[row_id]
        for row in [each for each in self.rows[::-1] if floor in (each.floor, each.floor.home)]:
            clear(row.floor, row.clearing, symbol, now_ns)
            self._flush(now_ns)
            self.sockets.publish(row.venue.product, symbol, now_ns)
            row.crowds.pop(symbol, None)
            del row.floor.markets[symbol]

    # requests

    def request(self, request: Request, now_ns: int, client: str = "") -> Served:
        self.requests += 1
        row, spoken = self._spoken(request)
        ask = spoken.rest.read_ask(request)
        trading = type(ask) in CHANGING
        fault = self.faults.request(trading)
        if fault is RequestFault.DROP_REQUEST:
            return Served(None)
        if fault is RequestFault.TOO_MANY:
            return Served(_write(spoken, None, row.floor.refuse("rate"), now_ns))
        code = "" if isinstance(ask, Refused) or type(ask) in PUBLIC else self.faults.code(trading)
        if code:
            return Served(_write(spoken, None, Refused(code, "as ordered"), now_ns))
        self._metered = None
        reply = self._reply(row, spoken, request, ask, now_ns, client)
        if self._metered is not None:
            told = told_limits(spoken, self._metered, type(ask), now_ns)
            reply = structs.replace(reply, headers=(*reply.headers, *told)) if told else reply
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

    def _spoken(self, request: Request) -> tuple[Row, Venue]:
        """The row whose request it is, and how it is spoken: as accounts of which kind speak it."""
        for row in self.rows:
            for spoken in row.venue.kinds():
                if spoken.rest.knows(request):
                    return row, spoken
        return self.rows[0], self.rows[0].venue

    def _standing(self, row: Row, spoken: Venue, request: Request, ask: Ask, keys: Keys) -> tuple[Row, Venue]:
        """Where the order that is meant by its ids alone stands, whose words are those of the answer."""
        there = next((each for each in self.rows if holds(each.floor, request, ask, keys)), row)
        if there is row:
            return row, spoken
        return there, next(kind for kind in there.venue.kinds() if kind.rest.knows(request))

    def _reply(self, row: Row, spoken: Venue, request: Request, ask: Ask | Refused, now_ns: int, client: str) -> Reply:
        if isinstance(ask, Refused):
            return _write(spoken, None, ask, now_ns)
        public = self._public(row, ask, now_ns)
        if public is not None:
            limited = self._limited(row, spoken, ask, client, now_ns)
            return _write(spoken, ask, limited or public, now_ns)
        keys = self._keys(spoken, request, now_ns)
        if isinstance(keys, Refused):
            return _write(spoken, ask, keys, now_ns)
        limited = self._limited(row, spoken, ask, keys.api_key, now_ns)
        if limited is not None:
            return _write(spoken, ask, limited, now_ns)
        row, spoken = self._standing(row, spoken, request, ask, keys)
        account = row.floor.account_of(keys.api_key)
        if isinstance(ask, LISTENING):
            unknown = refuse(spoken, "listen key")
            return _write(spoken, ask, self.sockets.listen_keys.answer(account.no, ask, now_ns, unknown), now_ns)
        self._asked = True
        answer = one_account.together(self.rows, spoken, account.no, ask, now_ns)
        if answer is None:
            answer = row.answers.private(account, ask, now_ns)
        return _write(spoken, ask, in_words_of(spoken, row.venue, answer), now_ns)

    def _public(self, row: Row, ask: Ask, now_ns: int) -> Answer | Refused | None:
        told = None
        if one_listing.WORD in row.venue.features:
            told = one_listing.together([each.answers for each in self.rows if each.floor.home is None], ask, now_ns)
        return row.answers.public(ask, now_ns) if told is None else told

    def _keys(self, spoken: Venue, request: Request, now_ns: int) -> Keys | Refused:
        """Whoever has an account of another kind is sent away before his signature matters."""
        asked: list[str] = []

        def find(api_key: str) -> Keys | None:
            asked.append(api_key)
            return self.find_keys(api_key)

        keys = spoken.auth.verify(request, find, now_ns)
        if len(self.venue.kinds()) > 1 and asked:
            account = next((a for a in self.floor.accounts[1:] if a.keys.api_key == asked[0]), None)
            if account is not None and self.kind_of(account) != spoken.account_kind:
                return refuse(spoken, "other account kind")
        if asked and RULE in spoken.refusals:
            account = next((a for a in self.floor.accounts[1:] if a.keys.api_key == asked[0]), None)
            if account is not None and not fits(account, asked_of(spoken, request)):
                return refuse(spoken, RULE)
        return keys

    def kind_of(self, account: VenueAccount) -> str:
        return account.kind or self.venue.account_kind

    def _limited(self, row: Row, spoken: Venue, ask: Ask, who: str, now_ns: int) -> Refused | None:
        """Rows count for themselves, also where their limits have the same name: inferred."""
        if not self.config.enforce_limits:
            return None
        key = (row.venue.id + spoken.private_name, who)
        meter = self._meters.get(key)
        if meter is None:
            meter = self._meters[key] = Meter(spoken.limits, spoken.costs)
        self._metered = meter
        return refuse(spoken, "rate") if meter.take(type(ask), now_ns) else None

    # sockets

    def handshake(self, request: Request, now_ns: int) -> Reply | None:
        """What is answered instead of a socket, where the key stands in the handshake; None: let in."""
        if not self._signed(request):
            return None
        keys = self.venue.auth.verify(request, self.find_keys, now_ns)
        return _write(self.venue, None, keys, now_ns) if isinstance(keys, Refused) else None

    def opened(self, conn: int, now_ns: int, request: Request | None = None) -> None:
        """`request`: the handshake."""
        self.sockets.opened(conn, now_ns, request.host if request else "")
        if request is None:
            return
        if self._signed(request):
            keys = self.venue.auth.verify(request, self.find_keys, now_ns)
            if not isinstance(keys, Refused):
                self.sockets.admit(conn, keys.api_key)
        if self.venue.listen is not None:
            stem = "/" + self.venue.domains["live"].private.partition("/")[2]
            if request.path.startswith(stem):
                self.sockets.listens(conn, request.path.removeprefix(stem), now_ns)
        for socket in self.venue.public_sockets:
            if request.path.lstrip("/") == socket.path:
                self.sockets.enters(conn, socket)
        if self.venue.opens is not None:
            self.sockets.said(conn, self.venue.opens(request), now_ns)

    def _signed(self, request: Request) -> bool:
        """Whether the private socket is asked for, and opened with a key."""
        private = {domain.private.partition("/")[2] for domain in self.venue.domains.values()}
        return "signed_handshake" in self.venue.features and request.path.lstrip("/") in private

    def closed(self, conn: int) -> None:
        self.sockets.closed(conn)
        self._spoiler.closed(conn)

    def frame(self, conn: int, data: bytes, now_ns: int) -> None:
        self.sockets.frame(conn, data, now_ns)
        self._flush(now_ns)

    def _called(self, conn: Conn, call: Call, now_ns: int) -> None:
        """As `request`, over a socket: the same faults and checks in the same order; the login counts as signature."""
        self.requests += 1
        row, spoken = meant(self.rows, conn, call)
        trading = type(call.ask) in CHANGING
        fault = self.faults.request(trading)
        if (calls := spoken.calls) is None or fault is RequestFault.DROP_REQUEST:
            return
        code = self.faults.code(trading) if conn.account is not None and fault is not RequestFault.TOO_MANY else ""
        answer: Answer | Refused
        if fault is RequestFault.TOO_MANY:
            answer = refuse(spoken, "rate")
        elif code:
            answer = Refused(code, "as ordered")
        else:
            answer = self._answer_to(row, spoken, conn, call.ask, now_ns)
        delay_ns = self.faults.delay_ns() if fault is RequestFault.DELAY else 0
        for data in spoil(calls.write_reply(call, answer, now_ns), fault, spoken, call, now_ns, self.faults.below):
            self._late.add(Say(conn.no, data), now_ns + delay_ns)
        self._say_late(now_ns)

    def _answer_to(self, row: Row, spoken: Venue, conn: Conn, ask: Ask, now_ns: int) -> Answer | Refused:
        if conn.account is None or self.kind_of(conn.account) != spoken.account_kind:
            return refuse(spoken, "login first" if conn.account is None else "other account kind")
        limited = self._limited(row, spoken, ask, conn.account.keys.api_key, now_ns)
        if limited is not None:
            return limited
        self._asked = True
        answer = row.answers.private(row.floor.accounts[conn.account.no], ask, now_ns)
        return in_words_of(spoken, row.venue, answer)

    def _say_late(self, now_ns: int) -> None:
        self.sockets.out += [
            say
            for say in self._late.take(now_ns)
            if say.conn in self.sockets.conns and self.sockets.conns[say.conn].tells
        ]

    def beat(self, conn: int, now_ns: int) -> bool:
        """A ping or pong frame of the protocol came. Whether a ping is answered."""
        return self.sockets.beat(conn, now_ns)

    def _wrong_sum(self) -> bool:
        """Asked each time: faults may be exchanged while it runs."""
        return self.faults.wrong_sum()

    def take_out(self) -> list[Say | Nudge | HangUp]:
        """What is to be sent now, with what the faults made of it."""
        out, self.sockets.out = self.sockets.out, []
        return self._spoiler.spoil(out, self.faults)

    # time

    def due(self) -> int:
        first = NEVER
        for row in self.rows:
            for crowd in row.crowds.values():
                if (at_ns := crowd.due()) < first:
                    first = at_ns
            if row.clearing is not None and (at_ns := row.clearing.due()) < first:
                first = at_ns
        for each in self._timed:
            ends_ns = each.due()
            if ends_ns is not None and ends_ns < first:
                first = ends_ns
        return first

    def tick(self, now_ns: int) -> None:
        for floor in self._queued:
            floor.work(now_ns)
        self._switches.tick(now_ns)
        for row in self.rows:
            row.floor.expire(now_ns)
            for symbol, crowd in row.crowds.items():
                if crowd.due() <= now_ns:
                    crowd_beat(row.floor, symbol, crowd, now_ns)
            if row.clearing is not None and row.clearing.due() <= now_ns:
                row.clearing.tick(now_ns)
        self._flush(now_ns)
        self._say_late(now_ns)
        self.sockets.tick(now_ns)

    def _concerns_customers(self) -> bool:
        asked, self._asked = self._asked, False
        return asked or any(not isinstance(each, TradeNews) for row in self.rows for each in row.floor.news)

    def _flush(self, now_ns: int) -> None:
        for row in self.rows:
            row.floor.fire(now_ns)
            while row.answers.lists.look(now_ns):
                row.floor.fire(now_ns)
        if self.before_telling is not None and self._concerns_customers():
            self.before_telling()
        if not any(row.floor.news for row in self.rows):
            return
        for row in self.rows:
            news, row.floor.news = of_purse(self.rows, row), []
            self.sockets.tell(news, now_ns, row.venue.product)


def _write(spoken: Venue, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
    return spoken.rest.write_answer(ask, answer, now_ns)
