"""Plays a conversation with a connector, in bytes both ways: `>>` the venue or a person says it, `<<` is what comes of it.

at 12s                      on the way every timer that is due fires; what it does is expected by the next << lines
>> opened public · closed private 1006 gone
>> answer time · answer markets · answer markets without BTC-USDT · answer balances · answer open · answer place
>> answer place: refused rate · answer time: nothing · answer cancel: not sent
>> subscribed public book · logged in · login refused 30012 wrong · pong private
>> snapshot 7 100@5 101@6 · change 8>9 100@4 · trade sell 100@2 · garbage private · garbage book
>> order a open 0 · order a filled 2
>> buy 2 @ 100 · cancel a
<< ask markets · open public · say public subscribe book BTCUSDT · login private · close public: why
<< book good · order a sent 0/2 · filled a 2 · ! what happened: its detail
== open                     the gate; or what it says
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from picaflor.app import build
from picaflor.app.plan import ConnectorPlan, RunPlan
from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged, Event, Filled, OrderChanged, Pending, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.engine.audit import Seen, Step
from picaflor.engine.instructions import CancelByHand, PlaceByHand
from picaflor.engine.loop import Outs
from picaflor.venues import load
from picaflor.wire import asks, contracts, stops
from picaflor.wire.asks import Ask, Cancelling, Fills, Orders, Place, Placed, Refusal, Refused
from picaflor.wire.net import NoAnswer, NotSent, Outcome
from picaflor.wire.port import Answered, Closed, CloseSocket, Frame, Inward, Opened, OpenSocket, SendFrame, SendLogin
from picaflor.wire.port import SendRequest as Send
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    ServerTime,
    TradeReport,
)
from picaflor.wire.stream import (
    Channel,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
START_NS = 1_700_000_000 * SECOND
VENUE = "bitget"
NAMES: dict[type, str] = {
    asks.ReadTime: "time",
    asks.ReadMarkets: "markets",
    asks.ReadBalances: "balances",
    asks.ReadOrder: "order",
    asks.ReadOpenOrders: "open",
    asks.ReadClosedOrders: "closed",
    asks.ReadFills: "fills",
    asks.Place: "place",
    asks.Cancel: "cancel",
    contracts.ReadSetup: "setup",
    contracts.SetPositionMode: "to set the position mode",
    contracts.SetMarginMode: "to set the margin mode",
    contracts.SetLeverage: "to set the leverage",
    contracts.ReadPositions: "positions",
    contracts.ReadFunding: "funding",
    contracts.ReadTiers: "tiers",
    contracts.ReadMark: "mark",
    contracts.ReadBills: "bills",
    contracts.ReadFees: "fees",
    stops.ReadStops: "stops",
}
OF_PARTS = {contracts.ReadFees, contracts.ReadBills, stops.PlaceStop}
MARKETS = tuple(
    Market(VENUE, f"{base}-USDT", f"{base}USDT", base, "USDT", Grid(0), Grid(0), min_notional=ONE, quote_places=2)
    for base in ("BTC", "ETH")
)
STARTED = """
at 0s
<< ask time
<< ask markets
<< ask balances
>> answer time
>> answer markets
<< open public
<< open private
>> answer balances
>> opened public
<< say public subscribe book BTCUSDT, trades BTCUSDT
>> opened private
<< login private
>> logged in
>> subscribed public book
>> subscribed public trades
>> snapshot 7 100@5 102@6
<< book good
at 0.3s
<< say private subscribe orders, balances
>> subscribed private orders
>> subscribed private balances
at 0.4s
<< ask balances
<< ask open
<< ask closed
<< ask fills
>> answer balances
>> answer open
>> answer closed
>> answer fills
at 5.5s
<< 5s ask closed
<< 5.3s ask open
<< 5.3s ask fills
>> answer open
>> answer closed
>> answer fills
== open
"""


class Play:
    row = VENUE
    markets = MARKETS

    def __init__(self, private: bool = True, pairs: tuple[str, ...] = ("BTC-USDT",), **how: Any) -> None:
        plan = RunPlan((ConnectorPlan(self.row, pairs, 7, 0, 100, private=private, **how),))
        with patch.object(build, "load", self.load):
            self.engine = build.build_engine(plan)
        self.connector = self.engine.connectors[self.row]
        self.venue = self.connector.venue
        self.now_ns = START_NS
        self.asked: dict[int, Ask] = {}
        self.done: deque[tuple[int, str]] = deque()
        self.names: dict[str, str] = {}  # ours → a, b, …
        self.placed: dict[str, Place] = {}
        self.trust = Trust.EMPTY

    def load(self, name: str) -> Venue:
        """The row without what its parts ask for: the account's fees, its bills, its stops have days of their own."""
        row = load(name)
        return replace(row, costs={ask: cost for ask, cost in row.costs.items() if ask not in OF_PARTS}, stop_kinds=())

    # a line

    def line(self, line: str) -> None:
        mark, _, rest = line.partition(" ")
        match mark:
            case "at":
                self._nothing_else(line)
                self._wait(START_NS + int(float(rest.removesuffix("s")) * SECOND))
            case ">>":
                self._nothing_else(line)
                self._keep(self._say(rest.split()))
            case "<<":
                self._expect(rest)
            case "==":
                gate = self.connector.gate or "open"
                assert gate == rest, gate
            case _:
                raise AssertionError(f"the script says {line!r}")

    def _nothing_else(self, line: str) -> None:
        assert not self.done, f"nobody expected {list(self.done)} before {line!r}"

    def _expect(self, rest: str) -> None:
        assert self.done, f"missing: {rest!r}"
        at_ns, did = self.done.popleft()
        when = rest.partition(" ")[0]
        if when.removesuffix("s").replace(".", "").isdigit():
            seen = f"{(at_ns - START_NS) / SECOND:g}s {did}"
            assert seen == rest, f"{seen!r}, expected {rest!r}"
        else:
            assert did == rest, f"{did!r}, expected {rest!r}"

    def _wait(self, until_ns: int) -> None:
        calls = 0
        while (due := self.engine.due()) is not None and due <= until_ns:
            calls = calls + 1 if due <= self.now_ns else 0
            assert calls < 10, f"due() stays at {due - START_NS}"
            self.now_ns = max(self.now_ns, due)
            self._keep(self.engine.tick(self.now_ns))
        self.now_ns = until_ns

    def _keep(self, outs: Outs) -> None:
        """What happened first, then what leaves."""
        self.engine.settle()
        for line in self.engine.audit.drain():
            words = self._tell(line.event) if isinstance(line, Seen) else self._by_hand(line)
            if words:
                self.done.append((self.now_ns, words))
        self.done.extend((self.now_ns, self._render(out)) for _, out in outs)

    # what comes of it

    def _by_hand(self, step: Step) -> str:
        if step.what.startswith("denied"):
            return f"denied: {step.why}"
        self._name(step.what.split()[0])
        return ""

    def _tell(self, event: Event) -> str:
        match event:
            case BookChanged(trust=trust) if trust is not self.trust:
                self.trust = trust
                return f"book {trust}"
            case OrderChanged(order):
                name = self._name(order.client_id)
                why = f" ({order.reason})" if order.reason else ""
                asked = "" if order.cancel is Pending.NONE else f" cancel {order.cancel}"
                return f"order {name} {order.state} {order.filled}/{order.lots}{asked}{why}"
            case Filled(fill):
                return f"filled {self._name(fill.client_id)} {fill.lots}"
            case Surprise(what, detail):
                return f"! {what}: {detail}"
            case _:
                return ""

    def _render(self, out: object) -> str:
        match out:
            case Send(no, request):
                ask = self.venue.rest.read_ask(request)
                assert not isinstance(ask, Refused), ask
                self.asked[no] = ask
                if isinstance(ask, Place):
                    self.placed[ask.client_id] = ask
                about = getattr(ask, "client_id", "") or getattr(ask, "venue_id", "")
                return f"ask {NAMES[type(ask)]} {self._name(about)}".rstrip()
            case OpenSocket(conn):
                return f"open {conn}"
            case SendLogin(conn):
                return f"login {conn}"
            case CloseSocket(conn, why):
                return f"close {conn}: {why}"
            case SendFrame(conn, data):
                return f"say {conn} {', '.join(_spoken(frame) for frame in self.venue.stream.read_client(data))}"
            case _:
                raise AssertionError(out)

    def _name(self, client_id: str) -> str:
        if not client_id or self.connector.ids.reads(client_id) is None:
            return client_id
        return self.names.setdefault(client_id, "abcdefgh"[len(self.names)])

    def _client_id(self, name: str) -> str:
        return next(client_id for client_id, known in self.names.items() if known == name)

    # what is said

    def _say(self, words: list[str]) -> Outs:
        match words:
            case ["buy", lots, "@", ticks]:
                return self.engine.tell(PlaceByHand(self.row, "BTC-USDT", Side.BUY, int(lots), int(ticks)), self.now_ns)
            case ["cancel", name]:
                return self.engine.tell(CancelByHand(self.row, self._client_id(name)), self.now_ns)
            case ["answer", what, *how]:
                return self._answer(what.removesuffix(":"), how)
            case ["opened", conn]:
                return self._feed(Opened(conn))
            case ["closed", conn, code, *why]:
                return self._feed(Closed(conn, int(code), " ".join(why)))
            case ["garbage", conn]:
                data = b'{"action":"snapshot","arg":{"instType":"SPOT","channel":"books","instId":"BTCUSDT"},"data":7}'
                return self._feed(Frame("public", data) if conn == "book" else Frame(conn, b"\x00{"))
            case _:
                conn, frame = self._frame(words)
                return self._on(conn, *self.venue.stream.write_venue(frame, self.now_ns))

    def _on(self, conn: str, *data: bytes) -> Outs:
        outs: Outs = []
        for part in data:
            outs += self._feed(Frame(conn, part))
        return outs

    def _feed(self, inward: Inward) -> Outs:
        return self.engine.feed(self.row, inward, self.now_ns)

    def _frame(self, words: list[str]) -> tuple[str, VenueFrame]:
        match words:
            case ["logged", "in"]:
                return "private", LoggedIn()
            case ["login", "refused", code, *why]:
                return "private", LoginRefused(code, " ".join(why))
            case ["pong", conn]:
                return conn, Pong()
            case ["subscribed", conn, channel]:
                return conn, Subscribed(_topic(channel))
            case ["unsubscribed", conn, channel]:
                return conn, Unsubscribed(_topic(channel))
            case ["snapshot", seq, bid, ask]:
                return "public", BookFrame("BTCUSDT", True, _levels(bid), _levels(ask), int(seq), 0, at_ns=self.now_ns)
            case ["change", steps, bid]:
                before, _, seq = steps.partition(">")
                return "public", BookFrame(
                    "BTCUSDT", False, _levels(bid), b"[]", int(seq), int(before), at_ns=self.now_ns
                )
            case ["trade", side, level]:
                ticks, _, lots = level.partition("@")
                row = TradeReport("BTCUSDT", "1", Side(side), int(ticks) * ONE, int(lots) * ONE, self.now_ns)
                return "public", TradesFrame(Topic(Channel.TRADES, "BTCUSDT"), (row,))
            case ["order", name, status, filled]:
                return "private", OrdersFrame((self._report(name, OrderStatus(status), int(filled)),))
            case _:
                raise AssertionError(words)

    def _report(self, name: str, status: OrderStatus, filled: int) -> OrderReport:
        place = self.placed[self._client_id(name)]
        fill = FillReport(
            "BTCUSDT", f"t{filled}", f"9{name}", place.side, place.price or 0, filled * ONE, 0, "BTC", Liquidity.MAKER
        )
        return OrderReport(
            "BTCUSDT",
            f"9{name}",
            place.client_id,
            status,
            place.side,
            OrderType.LIMIT,
            filled * ONE,
            place.price,
            place.size,
            tif=place.tif,
            created_ns=self.now_ns,
            at_ns=self.now_ns,
            fill=replace_fill(fill, place.client_id) if filled else None,
        )

    # answers

    def _answer(self, what: str, how: list[str]) -> Outs:
        no, ask = next((no, ask) for no, ask in self.asked.items() if NAMES[type(ask)] == what)
        del self.asked[no]
        return self._feed(Answered(no, self._outcome(ask, how)))

    def _outcome(self, ask: Ask, how: list[str]) -> Outcome:
        match how:
            case ["nothing"]:
                return NoAnswer("timed out")
            case ["not", "sent"]:
                return NotSent("no route")
            case ["refused", rule]:
                code, words = self.venue.refusals[rule]
                return self.venue.rest.write_answer(ask, Refused(code, words, Refusal.OTHER), self.now_ns)
        return self.venue.rest.write_answer(ask, self._good(ask, how), self.now_ns)

    def _good(self, ask: Ask, how: list[str]) -> Any:
        match ask:
            case asks.ReadTime():
                return ServerTime(self.now_ns)
            case asks.ReadMarkets():
                return Listing(tuple(market for market in self.markets if market.pair not in how))
            case asks.ReadBalances():
                return BalancesReport(
                    (BalanceReport("USDT", 10_000 * ONE, 0), BalanceReport("BTC", ONE, 0)), whole=True
                )
            case asks.ReadOrder() | asks.ReadOpenOrders() | asks.ReadClosedOrders():
                return Orders(tuple(self._report(how[0], OrderStatus(how[1]), int(how[2])) for _ in how[:1]))
            case asks.ReadFills():
                return Fills(())
            case Place():
                return Placed(ask.client_id, f"9{self._name(ask.client_id)}")
            case asks.Cancel():
                return Cancelling(ask.client_id, ask.venue_id)
            case _:
                raise AssertionError(ask)


def replace_fill(fill: FillReport, client_id: str) -> FillReport:
    return FillReport(**{**{name: getattr(fill, name) for name in fill.__struct_fields__}, "client_id": client_id})


def _levels(text: str) -> bytes:
    price, _, size = text.partition("@")
    return f'[["{price}","{size}"]]'.encode()


def _topic(channel: str) -> Topic:
    kind = Channel(channel)
    return Topic(kind, "" if kind.private else "BTCUSDT")


def _spoken(frame: object) -> str:
    match frame:
        case Ping():
            return "ping"
        case Subscribe(topics) | Unsubscribe(topics):
            word = "subscribe" if isinstance(frame, Subscribe) else "unsubscribe"
            return f"{word} {', '.join(f'{topic.channel} {topic.symbol}'.rstrip() for topic in topics)}"
        case _:
            raise AssertionError(frame)


def play(stage: Play, script: str) -> Play:
    for line in script.strip().splitlines():
        text = line.split("#")[0].strip()
        if text:
            stage.line(text)
    assert not stage.done, f"nobody expected {list(stage.done)} at the end"
    return stage
