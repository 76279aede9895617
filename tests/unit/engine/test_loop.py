"""The step: what comes in is written first, who is woken why, what is denied, and what leaves is written last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.commands import At, CancelEverything, CancelOrder, Command, PlaceOrder
from picaflor.domain.events import (
    BookChanged,
    Event,
    FeeKnown,
    Filled,
    OrderChanged,
    OrderState,
    OrderView,
    Readiness,
    Surprise,
    TopNoted,
    Traded,
)
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side, Tif, Wish
from picaflor.engine.audit import Seen, Step
from picaflor.engine.connector.equipment import NOTHING, Equipment
from picaflor.engine.guard import Guard, Switch
from picaflor.engine.instructions import (
    CancelByHand,
    DiskState,
    IdsReserved,
    Instruction,
    Panic,
    PlaceByHand,
    Restored,
    Resumed,
    StopTrading,
)
from picaflor.engine.loop import Engine
from picaflor.engine.records import Kind, read_inward, read_outward, read_told, read_work
from picaflor.engine.risk import Approved, Limits, Risk
from picaflor.engine.seat import Seat
from picaflor.engine.view import ConnectorView
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.wire.port import Closed, CloseSocket, Frame, Inward, Opened, Outward

V, PAIR = "v", "BTC-USDT"
MARKET = Market(V, PAIR, "BTCUSDT", "BTC", "USDT", Grid(0), Grid(0))
WISH = Wish(PAIR, Side.BUY, 1, 100, why="because")
ORDER = OrderView(
    "c", "o", PAIR, Side.BUY, OrderType.LIMIT, Tif.GTC, 1, 100, 0, 0, OrderState.OPEN, owner="maker", tag="entry"
)


def fill(side: Side = Side.BUY, price: int = 100, lots: int = 1) -> Fill:
    return Fill(V, "a", PAIR, "1", "c", "o", side, price, lots, 0, "USDT", Liquidity.MAKER, 0)


@dataclass
class Book:
    trust: Trust = Trust.GOOD
    at_ns: int = 0
    tops: Top = field(default_factory=lambda: Top(99, 5, 101, 5))

    def best(self) -> tuple[int, int]:
        return self.tops.bid, self.tops.ask

    def top(self) -> Top:
        return self.tops

    def bids(self, depth: int) -> list[Level]:
        return []

    def asks(self, depth: int) -> list[Level]:
        return []


@dataclass
class Fake:
    """A connector that does what the test says, and remembers what it was asked for."""

    events: list[Event] = field(default_factory=list)
    outs: list[Outward] = field(default_factory=list)
    facts: list[tuple[Kind, bytes]] = field(default_factory=list)
    did: list[tuple[Any, ...]] = field(default_factory=list)
    markets: dict[str, Market] = field(default_factory=lambda: {PAIR: MARKET})
    books: dict[str, Book] = field(default_factory=lambda: {PAIR: Book()})
    unsettled: list[Any] = field(default_factory=lambda: ["always something"])
    gate: str = ""
    trusted: bool = True
    stirred: bool = True
    halted: str = ""
    margins: Any = None
    due_ns: int | None = None
    live: list[Any] = field(default_factory=list)
    siblings: list[Any] = field(default_factory=list)  # orders of other bots of ours
    extra: Equipment = NOTHING
    owners: dict[str, str] = field(default_factory=lambda: {"c": "maker"})

    @property
    def open(self) -> bool:
        return self.trusted and not self.gate

    @property
    def keeper(self) -> Fake:
        return self

    def known(self) -> list[OrderView]:
        return [self.view(client_id) for client_id in self.owners]

    def view(self, client_id: str) -> Any:
        owner = self.owners.get(client_id)
        return None if owner is None else replace(ORDER, client_id=client_id, owner=owner)

    def feed(self, inward: Inward, now_ns: int) -> None:
        self.did.append(("feed", inward))

    def tick(self, now_ns: int) -> None:
        self.did.append(("tick", now_ns))

    def settle(self) -> None:
        self.did.append(("settle",))

    def take_events(self) -> list[Event]:
        events, self.events = self.events, []
        return events

    def take_out(self, now_ns: int) -> tuple[list[tuple[Kind, bytes]], list[Outward]]:
        facts, self.facts = self.facts, []
        outs, self.outs = self.outs, []
        return facts, outs

    def due(self) -> int | None:
        return self.due_ns

    def knows(self, pairs: tuple[str, ...]) -> bool:
        return all(pair in self.markets for pair in pairs)

    def market(self, pair: str) -> Market | None:
        return self.markets.get(pair)

    def book(self, pair: str) -> Book | None:
        return self.books.get(pair)

    def live_orders(self, *, everybody: bool = True) -> list[Any]:
        return [*self.live, *(self.siblings if everybody else ())]

    def live_count(self, pair: str) -> int:
        return len(self.live)

    def worst_case(self, pair: str) -> tuple[int, int]:
        return 0, 0

    def net_lots(self, pair: str) -> int:
        return 0

    def free(self, asset: str) -> int:
        return 10**6 * ONE

    def submit(self, order: Approved, owner: str, now_ns: int) -> str:
        self.did.append(("submit", order.wish))
        return "c1"

    def cancel(self, client_id: str, now_ns: int) -> None:
        self.did.append(("cancel", client_id))

    def cancel_everything(self, pair: str, now_ns: int, owner: str = "", *, everybody: bool = False) -> None:
        self.did.append(("cancel everything", pair, *filter(None, (owner, "everybody's" if everybody else ""))))

    def more_ids(self, block: range) -> None:
        self.did.append(("ids", block))

    def restore(self, left: Restored, now_ns: int) -> None:
        self.did.append(("restore", left.keeper, left.bans))

    def asked(self) -> list[tuple[Any, ...]]:
        """Without what every turn does."""
        return [deed for deed in self.did if deed[0] not in ("settle", "feed", "tick")]


@dataclass
class Strategy:
    wakes: Wakes = field(default_factory=Wakes)
    pairs: tuple[str, ...] = (PAIR,)
    wants: list[Command] = field(default_factory=list)
    woken: list[tuple[Wake, int, bool, int]] = field(default_factory=list)  # why, when, open, fills

    def decide(self, view: View, wake: Wake) -> list[Command]:
        self.woken.append((wake, view.now_ns, view.open, len(view.fills(PAIR))))
        wants, self.wants = self.wants, []
        return wants


class Lines:
    def __init__(self) -> None:
        self.lines: list[tuple[int, int, bytes]] = []

    def add(self, entry: tuple[int, int, bytes]) -> None:
        self.lines.append(entry)


class Stage:
    def __init__(self, strategy: Strategy | None = None, limits: Limits | None = None) -> None:
        self.connector, self.journal = Fake(), Lines()
        self.strategy = strategy or Strategy()
        view = ConnectorView(self.connector, "maker")  # type: ignore[arg-type]
        self.seat = Seat("maker", V, self.strategy, view, {V: view})
        rules = limits or Limits()
        connectors: Any = {V: self.connector}
        self.engine = Engine(connectors, [self.seat], Risk(rules), self.journal, Guard(rules))
        self.now_ns = 1_000

    def hear(self, *events: Event) -> Any:
        self.connector.events += events
        self.now_ns += 1
        return self.engine.feed(V, Opened("public"), self.now_ns)

    def tell(self, what: Instruction) -> Any:
        return self.engine.tell(what, self.now_ns)

    def steps(self) -> list[tuple[str, str, str]]:
        return [(s.who, s.what, s.why) for s in self.engine.audit.drain() if isinstance(s, Step)]


@pytest.fixture
def stage() -> Stage:
    return Stage()


# what is written


def test_what_comes_in_is_written_first_and_what_leaves_last(stage: Stage) -> None:
    stage.connector.facts = [(Kind.KEPT, b"fact")]
    stage.connector.outs = [CloseSocket("public", "bye")]
    outs = stage.engine.feed(V, Frame("public", b"\x00data\x00"), 7)
    assert outs == [(V, CloseSocket("public", "bye"))]
    (frame, kept, out) = stage.journal.lines
    assert (frame[0], frame[1]) == (Kind.FRAME, 7)
    assert read_inward(frame[0], frame[2]).what == Frame("public", b"\x00data\x00")
    assert kept == (Kind.KEPT, 7, b"v\0fact")
    assert (out[0], read_outward(out[2]).what) == (Kind.OUT, CloseSocket("public", "bye"))


def test_ticks_and_instructions_are_written_too(stage: Stage) -> None:
    stage.engine.tick(5)
    stage.tell(IdsReserved(V, 3, 9))
    assert stage.journal.lines[0] == (Kind.TICK, 5, b"")
    kind, _, payload = stage.journal.lines[1]
    assert (kind, read_told(payload)) == (Kind.TOLD, IdsReserved(V, 3, 9))


@pytest.mark.parametrize("turn", ["feed", "tick", "tell"])
def test_the_last_turns_books_are_closed_before_anything_new_is_done(stage: Stage, turn: str) -> None:
    match turn:
        case "feed":
            stage.engine.feed(V, Closed("public", 1, ""), 5)
        case "tick":
            stage.engine.tick(5)
        case _:
            stage.tell(CancelByHand(V, "c1"))
    assert stage.connector.did[0] == ("settle",)


# who is woken


def opened(strategy: Strategy) -> Stage:
    stage = Stage(strategy)
    stage.hear()
    assert [why for why, *_ in strategy.woken] == [Wake.GATE]
    strategy.woken.clear()
    return stage


@pytest.mark.parametrize(
    ("event", "wakes", "why"),
    [
        (Filled(fill()), Wakes(), Wake.FILL),
        (Filled(fill()), Wakes(fill=False), None),
        (BookChanged(V, PAIR, Trust.GOOD), Wakes(top=True), Wake.TOP),
        (BookChanged(V, PAIR, Trust.GOOD), Wakes(), None),
        (Traded(V, PAIR, Side.BUY, 100, 1, 0), Wakes(trade=True), Wake.TRADE),
        (Traded(V, PAIR, Side.BUY, 100, 1, 0), Wakes(), None),
        (OrderChanged(ORDER, OrderState.SENT), Wakes(order=True), Wake.ORDER),
        (OrderChanged(ORDER, OrderState.SENT), Wakes(), None),
        (OrderChanged(replace(ORDER, owner="another"), OrderState.SENT), Wakes(order=True), None),
        (Filled(replace(fill(), client_id="of another")), Wakes(), None),
        (FeeKnown(fill()), Wakes(top=True, trade=True), None),
        (Surprise("what"), Wakes(top=True, trade=True), None),
    ],
)
def test_a_strategy_is_woken_for_what_it_asked_for(event: Event, wakes: Wakes, why: Wake | None) -> None:
    strategy = Strategy(wakes)
    opened(strategy).hear(event)
    assert [woken for woken, *_ in strategy.woken] == ([why] if why else [])


@pytest.mark.parametrize("tape", [True, False])
def test_the_tape_is_kept_for_who_asked_and_wakes_nobody(tape: bool) -> None:
    strategy = Strategy(Wakes(tape=tape))
    stage = opened(strategy)
    trade = Traded(V, PAIR, Side.BUY, 100, 1, 0)
    stage.hear(trade)
    assert strategy.woken == []
    assert stage.seat.view.trades(PAIR) == ([trade] if tape else [])


def test_many_events_of_a_turn_are_one_call_that_sees_all_fills() -> None:
    strategy = Strategy(Wakes(top=True, trade=True))
    stage = opened(strategy)
    stage.hear(Filled(fill()), BookChanged(V, PAIR, Trust.GOOD), Filled(fill(lots=2)))
    assert [(why, fills) for why, _, _, fills in strategy.woken] == [(Wake.FILL, 2)]
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert strategy.woken[-1][0] is Wake.TOP
    assert strategy.woken[-1][3] == 0
    assert stage.seat.calls == 3


def test_the_gate_wakes_it_when_it_opens_and_when_it_shuts() -> None:
    strategy = Strategy()
    stage = opened(strategy)
    stage.connector.gate = "waiting for balances"
    stage.hear()
    stage.hear()
    stage.connector.gate = ""
    stage.hear(Filled(fill()))
    assert [(why, is_open) for why, _, is_open, _ in strategy.woken] == [(Wake.GATE, False), (Wake.GATE, True)]
    assert strategy.woken[-1][3] == 1


def test_a_timer_is_set_by_the_first_call_and_after_each_of_its_own() -> None:
    strategy = Strategy(Wakes(every_ns=50))
    stage = opened(strategy)
    first = stage.now_ns + 50
    assert stage.engine.due() == first
    stage.engine.tick(first - 1)
    assert strategy.woken == []
    stage.hear(Filled(fill()))
    assert stage.seat.timer_ns == first  # a fill does not put the timer off
    stage.engine.tick(first)
    assert [why for why, *_ in strategy.woken] == [Wake.FILL, Wake.TIMER]
    assert stage.engine.due() == first + 50


def test_a_strategy_of_another_venue_or_of_pairs_not_yet_listed_is_not_called() -> None:
    strategy = Strategy(Wakes(top=True))
    stage = Stage(strategy)
    stage.connector.markets = {}
    stage.hear(BookChanged(V, PAIR, Trust.GOOD), Filled(fill()))
    assert strategy.woken == []
    stage.connector.markets = {PAIR: MARKET}
    stage.seat.were_open = 1
    stage.seat.venue = "w"
    stage.seat.views = {"w": stage.seat.view}
    stage.engine.connectors = {**stage.engine.connectors, "w": stage.connector}
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert strategy.woken == []


def test_every_event_is_seen_by_the_audit(stage: Stage) -> None:
    events: list[Event] = [Readiness(V, ()), Surprise("what"), Filled(fill())]
    stage.hear(*events)
    assert [line.event for line in stage.engine.audit.drain() if isinstance(line, Seen)] == [
        *events,
        TopNoted(V, PAIR, 99, 101),  # for those who measure what becomes of the fill
    ]


# several venues, several strategies


class Both:
    """Hears two venues, and trades on the second."""

    pairs = (PAIR,)
    wakes = Wakes(order=True, top=True)

    def __init__(self) -> None:
        self.saw: list[tuple[Wake, list[str], list[str], int, bool]] = []
        self.wants: list[Command] = []

    def decide(self, view: View, wake: Wake) -> list[Command]:
        there = view.at("w")
        denied = [denial.rule for denial in there.denied()]
        self.saw.append((wake, [order.tag for order in there.changed()], denied, there.now_ns, there.open))
        wants, self.wants = self.wants, []
        return wants


def test_a_strategy_may_hear_and_trade_on_several_venues() -> None:
    stage, both, there = Stage(), Both(), Fake()
    stage.engine.connectors = {V: stage.connector, "w": there}  # type: ignore[dict-item]
    views: dict[str, ConnectorView] = {}
    for name, connector in ((V, stage.connector), ("w", there)):
        views[name] = ConnectorView(connector, "both", views)  # type: ignore[arg-type]
    stage.engine.seats = [Seat("both", V, both, views[V], views)]
    stage.hear()
    both.saw.clear()
    both.wants = [At("w", PlaceOrder(WISH)), At("w", CancelOrder("c1")), PlaceOrder(replace(WISH, lots=2))]
    there.events = [OrderChanged(replace(ORDER, owner="both"), OrderState.SENT)]
    stage.hear()
    assert both.saw == [(Wake.ORDER, ["entry"], [], stage.now_ns, True)]
    assert there.asked() == [("submit", WISH), ("cancel", "c1")]
    assert stage.connector.asked() == [("submit", replace(WISH, lots=2))]


class Travelling(Both):
    elsewhere = {"w": (PAIR,)}  # noqa: RUF012


def test_one_that_travels_waits_for_the_listings_of_all_and_hears_each_gate() -> None:
    stage, both, there = Stage(), Travelling(), Fake(markets={})
    stage.engine.connectors = {V: stage.connector, "w": there}  # type: ignore[dict-item]
    views: dict[str, ConnectorView] = {}
    for name, connector in ((V, stage.connector), ("w", there)):
        views[name] = ConnectorView(connector, "both", views)  # type: ignore[arg-type]
    stage.engine.seats = [Seat("both", V, both, views[V], views)]
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert both.saw == []
    there.markets = {PAIR: MARKET}
    stage.hear()
    there.gate = "closed"
    stage.hear()
    stage.hear()
    stage.engine.tell(DiskState(False, "full"), stage.now_ns)
    assert [(wake, there_open) for wake, *_, there_open in both.saw] == [
        (Wake.GATE, True),
        (Wake.GATE, False),
        (Wake.GATE, False),
    ]
    assert [view.halted for view in views.values()] == ["the journal cannot be written: full"] * 2


def test_what_risk_denies_is_told_to_who_wanted_it() -> None:
    stage, both, there = Stage(), Both(), Fake()
    there.gate = "closed"
    stage.engine.connectors = {V: stage.connector, "w": there}  # type: ignore[dict-item]
    views: dict[str, ConnectorView] = {}
    for name, connector in ((V, stage.connector), ("w", there)):
        views[name] = ConnectorView(connector, "both", views)  # type: ignore[arg-type]
    stage.engine.seats = [Seat("both", V, both, views[V], views)]
    both.wants = [At("w", PlaceOrder(WISH))]
    stage.hear()
    stage.hear()
    stage.hear()
    assert [(wake, denied) for wake, _, denied, *_ in both.saw] == [(Wake.GATE, []), (Wake.ORDER, ["gate"])]


def test_everything_that_a_strategy_cancels_is_its_own() -> None:
    stage = opened(Strategy(wants=[], wakes=Wakes(top=True)))
    stage.strategy.wants = [CancelEverything(PAIR)]
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert stage.connector.asked() == [("cancel everything", PAIR, "maker")]


# what is wanted


def test_wishes_pass_risk_and_are_told_with_their_reason() -> None:
    strategy = Strategy(wants=[PlaceOrder(WISH), PlaceOrder(replace(WISH, pair="X-Y"))])
    stage = Stage(strategy)
    stage.hear()
    assert stage.connector.asked() == [("submit", WISH)]
    assert stage.steps() == [
        ("maker", "c1 buy 1 BTC-USDT @ 100 LIMIT", "because"),
        ("maker", "denied buy 1 X-Y @ 100 LIMIT", "market: X-Y is not a market of v"),
    ]


def test_cancels_go_through_whatever_the_gate_says() -> None:
    strategy = Strategy(wants=[CancelOrder("c7", "old"), CancelEverything("", "all"), CancelEverything(PAIR, "one")])
    stage = Stage(strategy)
    stage.connector.gate = "waiting for balances"
    stage.seat.were_open = 1
    stage.hear()
    everything = ("cancel everything", "", "maker"), ("cancel everything", PAIR, "maker")
    assert stage.connector.asked() == [("cancel", "c7"), *everything]
    assert stage.steps() == [
        ("maker", "cancel c7", "old"),
        ("maker", "cancel all", "all"),
        ("maker", "cancel all BTC-USDT", "one"),
    ]


def test_an_order_by_hand_passes_the_same_risk(stage: Stage) -> None:
    stage.tell(PlaceByHand(V, PAIR, Side.SELL, 2, type=OrderType.MARKET))
    stage.tell(PlaceByHand(V, PAIR, Side.BUY, 0, 100))
    assert [deed[0] for deed in stage.connector.asked()] == ["submit"]
    (first, second) = stage.steps()
    assert first == ("hand", "c1 sell 2 BTC-USDT market MARKET", "by hand")
    assert second[1:] == ("denied buy 0 BTC-USDT @ 100 LIMIT", "minimum size: 0 is less than the minimum of 1 BTC")


def test_what_the_host_says_reaches_its_connector(stage: Stage) -> None:
    stage.tell(Restored(V, b"dump", {"": 9}))
    stage.tell(IdsReserved(V, 3, 9))
    stage.tell(CancelByHand(V, "c1"))
    assert stage.connector.asked() == [("restore", b"dump", {"": 9}), ("ids", range(3, 9)), ("cancel", "c1")]


def test_a_full_disk_shuts_every_gate_until_there_is_room(stage: Stage) -> None:
    stage.hear()
    stage.tell(DiskState(False, "no space"))
    assert stage.connector.halted == stage.seat.view.halted == "the journal cannot be written: no space"
    assert stage.strategy.woken[-1][:3] == (Wake.GATE, stage.now_ns, False)
    stage.tell(DiskState(True))
    assert stage.connector.halted == stage.seat.view.halted == ""
    assert stage.strategy.woken[-1][2]


# the end


@pytest.mark.parametrize(("how", "whose"), [(StopTrading("enough"), ()), (Panic("enough"), ("everybody's",))])
def test_stopping_cancels_everything_each_turn_and_calls_nobody(how: Instruction, whose: tuple[str, ...]) -> None:
    strategy = Strategy(Wakes(every_ns=50, top=True))
    stage = opened(strategy)
    stage.connector.live = ["an order"]
    stage.tell(how)
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert stage.connector.asked() == [("cancel everything", "", *whose)] * 2
    assert strategy.woken == []
    assert stage.engine.due() is None
    assert not stage.engine.quiet
    stage.connector.live = []
    assert stage.engine.quiet
    stage.connector.siblings = ["another bot's order"]
    assert stage.engine.quiet is not bool(whose), "in a panic nothing of anybody's may be left"
    stage.tell(PlaceByHand(V, PAIR, Side.BUY, 1, 100))
    assert ("submit", WISH) not in stage.connector.did
    assert stage.steps()[-1] == ("hand", "denied buy BTC-USDT", "stopping: enough")


def test_a_loss_fires_the_switch_and_it_is_done_when_nothing_is_live() -> None:
    stage = Stage(limits=Limits(loss_max=50 * ONE))
    stage.connector.live = ["an order"]
    stage.hear(Filled(fill(price=200)), FeeKnown(fill()))
    assert stage.engine.guard.switch is Switch.FIRED
    assert stage.engine.stopping.startswith("kill switch: a loss of 100")
    assert stage.steps()[-1][:2] == ("guard", "stop trading")
    stage.connector.live = []
    stage.hear()
    assert stage.engine.guard.switch is Switch.DONE


@pytest.mark.parametrize("book", [None, Book(Trust.GAP), Book(tops=Top(0, 0, 101, 5)), Book(tops=Top(99, 5, 0, 0))])
def test_without_a_trusted_price_no_loss_is_concluded(book: Book | None) -> None:
    stage = Stage(limits=Limits(loss_max=50 * ONE))
    stage.connector.books = {PAIR: book} if book is not None else {}
    stage.hear(Filled(fill(price=200)))
    assert stage.engine.guard.switch is Switch.ARMED
    assert stage.engine.due() == stage.now_ns + 1_000_000_000


def test_a_fill_on_a_market_that_nobody_lists_is_not_counted() -> None:
    stage = Stage(limits=Limits(loss_max=50 * ONE))
    stage.connector.markets = {}
    stage.hear(Filled(fill(price=200)))
    assert stage.engine.guard.switch is Switch.ARMED


def test_it_is_due_when_the_first_of_all_is(stage: Stage) -> None:
    assert stage.engine.due() is None
    stage.connector.due_ns = 70
    stage.seat.timer_ns = 60
    stage.engine.tick(5)
    assert stage.engine.due() == 60


def test_while_it_ends_every_turn_notes_what_all_is_worth(stage: Stage) -> None:
    stage.tell(StopTrading("that is it"))
    stage.engine.audit.drain()
    stage.connector.books[PAIR].tops = Top(97, 5, 101, 5)
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    noted = [line.event for line in stage.engine.audit.drain() if isinstance(line, Seen)]
    assert TopNoted(V, PAIR, 97, 101) in noted


def test_messages_of_books_that_move_no_wish_leave_it_as_it_was(stage: Stage) -> None:
    stage.connector.unsettled = []
    stage.connector.due_ns = 70
    stage.engine.tick(5)
    assert stage.engine.due() == 70
    stage.connector.due_ns = 50
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert stage.engine.due() == 50, "the connector says that something has happened"
    stage.connector.due_ns, stage.connector.stirred = 90, False
    stage.hear(BookChanged(V, PAIR, Trust.GOOD))
    assert stage.engine.due() == 50, "nobody is asked"
    stage.hear(Readiness(V, ()))
    assert stage.engine.due() == 90


# work that is handed out


@dataclass
class Employer(Strategy):
    """Its work is a list of records, and it notes what it is told."""

    records: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, bytes] = field(default_factory=dict)
    heard: list[tuple[str, int]] = field(default_factory=list)

    @property
    def work(self) -> Employer:
        return self

    def changes(self) -> list[tuple[str, bytes]]:
        changed, self.records = list(self.records.items()), {}
        return changed

    def restore(self, records: Any) -> None:
        self.told = dict(records)

    def decide(self, view: View, wake: Wake) -> list[Command]:
        self.heard += [(order.client_id, len(view.late_fees(PAIR))) for order in view.changed()]
        return super().decide(view, wake)


def test_work_is_written_down_in_the_turn_that_changed_it_before_what_it_wants() -> None:
    stage = Stage(employer := Employer(Wakes(fill=True)))
    stage.hear()
    stage.journal.lines.clear()
    employer.records = {"p0": b"{}", "p1": b""}
    stage.connector.facts = [(Kind.KEPT, b"fact")]
    stage.hear(Filled(fill()))
    kinds = [kind for kind, _, _ in stage.journal.lines]
    assert kinds == [Kind.INWARD, Kind.WORK, Kind.WORK, Kind.WORK, Kind.KEPT], "its work, and its account"
    assert [read_work(line[2]) for line in stage.journal.lines[1:3]] == [("maker", "p0", b"{}"), ("maker", "p1", b"")]


def test_a_restart_tells_it_its_work_and_every_order_that_is_known() -> None:
    stage = Stage(employer := Employer(Wakes(order=True)))
    stage.connector.owners = {"c": "maker", "d": "somebody else", "e": "maker"}
    stage.tell(Resumed("nobody", {"x": b"1"}))
    assert not employer.told
    stage.tell(Resumed("maker", {"p0": b"{}"}))
    stage.hear(Filled(fill()))
    assert employer.told == {"p0": b"{}"}
    assert employer.heard == [("c", 0), ("e", 0)]


def test_a_late_fee_is_shown_to_the_owner_alone_when_it_is_called_next() -> None:
    stage = Stage(employer := Employer(Wakes(fill=True, order=True)))
    stage.hear()
    employer.woken.clear()
    stage.connector.owners = {"c": "somebody else"}
    stage.hear(FeeKnown(fill()))
    stage.connector.owners = {"c": "maker"}
    stage.hear(FeeKnown(fill()))
    assert not employer.woken
    stage.hear(OrderChanged(ORDER, OrderState.OPEN))
    assert employer.heard == [("c", 1)]
    stage.hear(OrderChanged(ORDER, OrderState.OPEN))
    assert employer.heard == [("c", 1), ("c", 0)], "told once"
