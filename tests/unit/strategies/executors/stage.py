"""A market of one pair for executors: what they want is remembered, and the test says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from picaflor.domain.bars import Bar
from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.commands import At, CancelOrder, CancelStopOrder, Command, PlaceOrder, PlaceStopOrder
from picaflor.domain.events import FundingKnown, OrderState, OrderView, Pending, Traded
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, StopKind, Tif, TriggerBy, Wish
from picaflor.domain.stops import StopState, StopTerms, StopView, StopWish
from picaflor.strategies.executors.vocabulary import Executor
from picaflor.strategies.protocols import Denial, StopDenial, View

PAIR = "BTC-USDT"
SPOT = Market("v", PAIR, "BTCUSDT", "BTC", "USDT", Grid(0), Grid(3), min_lots=2)
CONTRACT = replace(SPOT, settle="USDT")
SECOND = 1_000_000_000
TERMS = StopTerms(StopKind.STOP, TriggerBy.LAST)


@dataclass
class Book:
    bid: int = 999
    ask: int = 1_001
    trust: Trust = Trust.GOOD
    at_ns: int = 0
    size: int = 0  # lots of the one level on each side

    def best(self) -> tuple[int, int]:
        return self.bid, self.ask

    def top(self) -> Top:
        return Top(self.bid, 1, self.ask, 1)

    def bids(self, depth: int) -> list[Level]:
        return [(self.bid, self.size)] if self.size else []

    def asks(self, depth: int) -> list[Level]:
        return [(self.ask, self.size)] if self.size else []


@dataclass
class Stage:
    """`wanted`: each order that was ever wanted, in order. A view, too."""

    listed: Market = SPOT
    there: Book = field(default_factory=Book)
    now_ns: int = SECOND
    open: bool = True
    orders_of: dict[str, OrderView] = field(default_factory=dict)  # by client id
    wanted: list[Wish] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    deny: Callable[[Wish], bool] = lambda wish: False
    fills_made: int = 0
    rate: int | None = None  # of a contract's funding, in atoms
    beside: dict[str, Stage] = field(default_factory=dict)  # other venues; their commands come as `At`
    coins: int = ONE  # of each, free and in all
    lots: int = 0  # the position
    drawn: list[Bar] = field(default_factory=list)
    tape: list[Traded] = field(default_factory=list)
    terms: StopTerms | None = None
    stops_of: dict[str, StopView] = field(default_factory=dict)  # by client id
    deny_stop: Callable[[StopWish], bool] = lambda wish: False
    _changed_stops: list[StopView] = field(default_factory=list)
    _denied_stops: list[StopDenial] = field(default_factory=list)
    _changed: list[OrderView] = field(default_factory=list)
    _fills: list[Fill] = field(default_factory=list)
    _denied: list[Denial] = field(default_factory=list)
    _late_fees: list[Fill] = field(default_factory=list)

    # the view

    def at(self, venue: str) -> View:
        return self.beside.get(venue, self)

    def market(self, pair: str) -> Market:
        return self.listed

    def book(self, pair: str) -> Book:
        return self.there

    def bars(self, pair: str, interval: str, count: int) -> list[Bar]:
        return self.drawn[-count:]

    def trades(self, pair: str) -> list[Traded]:
        return self.tape

    def orders(self, pair: str) -> list[OrderView]:
        return [order for order in self.orders_of.values() if not order.state.final]

    def changed(self) -> list[OrderView]:
        return self._changed

    def denied(self) -> list[Denial]:
        return self._denied

    def fills(self, pair: str) -> list[Fill]:
        return self._fills

    def late_fees(self, pair: str) -> list[Fill]:
        return self._late_fees

    def recall(self) -> None:
        """As after a restart: every order and stop that is known is told."""
        self._changed = list(self.orders_of.values())
        self._changed_stops = list(self.stops_of.values())

    def free(self, asset: str) -> int:
        return self.coins

    def total(self, asset: str) -> int:
        return self.coins

    def position(self, pair: str, hold: Hold = Hold.NET) -> int:
        return self.lots

    def mark(self, pair: str) -> int:
        return 0

    def funding(self, pair: str) -> FundingKnown | None:
        return None if self.rate is None else FundingKnown("v", pair, self.rate, 0)

    def stops(self, pair: str) -> list[StopView]:
        return [stop for stop in self.stops_of.values() if not stop.state.final]

    def changed_stops(self) -> list[StopView]:
        return self._changed_stops

    def denied_stops(self) -> list[StopDenial]:
        return self._denied_stops

    def stop_terms(self, pair: str) -> StopTerms | None:
        return self.terms

    # the play

    def act(self, executor: Executor, after_ns: int = 0) -> list[Command]:
        self.now_ns += after_ns
        for stage in self.beside.values():
            stage.now_ns = self.now_ns
        commands = executor.act(self)
        self.obey(commands)
        return commands

    def obey(self, commands: list[Command]) -> None:
        """The end of a call: what it was told is told."""
        self._changed, self._fills, self._denied, self._late_fees, self.tape = [], [], [], [], []
        self._changed_stops, self._denied_stops = [], []
        for stage in self.beside.values():
            stage.now_ns = self.now_ns
            stage.obey([each.command for each in commands if isinstance(each, At) and self.beside[each.venue] is stage])
        for command in commands:
            if isinstance(command, PlaceOrder):
                self._place(command.wish)
            elif isinstance(command, CancelOrder):
                self.cancelled.append(command.client_id)
                self.change(command.client_id, cancel=Pending.ASKED)
            elif isinstance(command, PlaceStopOrder):
                self._place_stop(command.wish)
            elif isinstance(command, CancelStopOrder):
                self.move_stop(command.client_id, cancelling=True)

    def close_bar(self, close: int, reach: int = 1) -> None:
        """One more minute is over: it opened where the last one closed."""
        before = self.drawn[-1] if self.drawn else None
        opened = before.close if before is not None else close
        open_ns = before.open_ns + 60 * SECOND if before is not None else 0
        high, low = max(opened, close) + reach, min(opened, close) - reach
        self.drawn.append(Bar(open_ns, opened, high, low, close, 10, 10 * close * ONE))

    def charge(self, name: str, fee: int, asset: str = "USDT") -> None:
        """The fee of its last fill, told late."""
        order = self.orders_of[name]
        self._late_fees.append(
            Fill(
                "v",
                "a",
                PAIR,
                str(self.fills_made),
                name,
                f"v{name}",
                order.side,
                order.ticks or 1,
                1,
                fee,
                asset,
                Liquidity.TAKER,
                0,
            )
        )

    def _place(self, wish: Wish) -> None:
        self.wanted.append(wish)
        if self.deny(wish):
            self._denied.append(Denial(wish, "a rule", "too much"))
            return
        name = f"c{len(self.orders_of)}"
        self.orders_of[name] = OrderView(
            name,
            f"v{name}",
            wish.pair,
            wish.side,
            wish.type,
            wish.tif,
            wish.lots,
            wish.ticks,
            0,
            0,
            OrderState.OPEN,
            created_ns=self.now_ns,
            owner="me",
            tag=wish.tag,
        )
        self._changed.append(self.orders_of[name])

    def _place_stop(self, wish: StopWish) -> None:
        if self.deny_stop(wish):
            self._denied_stops.append(StopDenial(wish, "a rule", "too much"))
            return
        name = f"s{len(self.stops_of)}"
        self.stops_of[name] = StopView(name, "", wish, StopState.SENT, owner="me")
        self._changed_stops.append(self.stops_of[name])

    def move_stop(self, name: str, state: StopState | None = None, **fields: object) -> None:
        before = self.stops_of[name]
        self.stops_of[name] = replace(before, state=state or before.state, **fields)  # type: ignore[arg-type]
        self._changed_stops.append(self.stops_of[name])

    def fire(self, name: str) -> str:
        """The venue's order that came of it: its name."""
        wish = self.stops_of[name].wish
        self.move_stop(name, StopState.TRIGGERED, cancelling=False)
        self.orders_of[name] = OrderView(
            name,
            f"v{name}",
            wish.pair,
            wish.side,
            OrderType.MARKET,
            Tif.GTC,
            wish.lots,
            None,
            0,
            0,
            OrderState.OPEN,
            owner="me",
            tag=wish.tag,
        )
        self._changed.append(self.orders_of[name])
        return name

    def waiting_stops(self) -> list[tuple[int, int]]:
        """Lots and price of those that wait, or may."""
        return [(stop.wish.lots, stop.wish.trigger) for stop in self.stops(PAIR)]

    def change(self, name: str, **fields: object) -> None:
        self.orders_of[name] = replace(self.orders_of[name], **fields)  # type: ignore[arg-type]
        self._changed.append(self.orders_of[name])

    def fill(self, name: str, lots: int, ticks: int = 0, fee: int = 0, asset: str = "USDT") -> None:
        order = self.orders_of[name]
        done = order.filled + lots
        state = OrderState.FILLED if done == order.lots else OrderState.PARTIAL
        self.fills_made += 1
        price = ticks or order.ticks or (self.there.ask if order.side is Side.BUY else self.there.bid)
        self._fills.append(
            Fill(
                "v",
                "a",
                PAIR,
                str(self.fills_made),
                name,
                f"v{name}",
                order.side,
                price,
                lots,
                fee,
                asset,
                Liquidity.TAKER if order.type is OrderType.MARKET else Liquidity.MAKER,
                self.now_ns,
            )
        )
        self.change(name, filled=done, state=state)

    def end(self, name: str, state: OrderState = OrderState.CANCELLED, reason: str = "") -> None:
        self.change(name, state=state, cancel=Pending.NONE, reason=reason)

    def last(self) -> str:
        return f"c{len(self.orders_of) - 1}"
