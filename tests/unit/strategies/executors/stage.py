"""A market of one pair for executors: what they want is remembered, and the test says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from picaflor.domain.bars import Bar
from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.commands import At, CancelOrder, Command, PlaceOrder
from picaflor.domain.events import FundingKnown, OrderState, OrderView, Pending, Traded
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, Wish
from picaflor.domain.stops import StopView
from picaflor.strategies.executors.vocabulary import Executor
from picaflor.strategies.protocols import Denial, View

PAIR = "BTC-USDT"
SPOT = Market("v", PAIR, "BTCUSDT", "BTC", "USDT", Grid(0), Grid(3), min_lots=2)
CONTRACT = replace(SPOT, settle="USDT")
SECOND = 1_000_000_000


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
        """As after a restart: every order that is known is told."""
        self._changed = list(self.orders_of.values())

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
        return []

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
        for stage in self.beside.values():
            stage.now_ns = self.now_ns
            stage.obey([each.command for each in commands if isinstance(each, At) and self.beside[each.venue] is stage])
        for command in commands:
            if isinstance(command, PlaceOrder):
                self._place(command.wish)
            elif isinstance(command, CancelOrder):
                self.cancelled.append(command.client_id)
                self.change(command.client_id, cancel=Pending.ASKED)

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
