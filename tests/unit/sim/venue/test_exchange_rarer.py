"""What spot's rarer requests do, in bytes and over the sockets: stops are told, fire and are told again; so are fills."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.conns import Say
from picaflor.sim.venue.spot_bills import TRANSFER
from picaflor.sim.venue.wallets import deposit, withdraw
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.reports import OrderStatus
from picaflor.wire.stream import Channel, FillsFrame, OrdersFrame, StopsFrame, Subscribe, Topic, VenueFrame
from picaflor.wire.venue import Venue

NOW = 1_700_000_000_000_000_000
A = read_atoms
SYMBOL = "BTCUSDT"


class Client:
    """One customer, who listens to everything of his own. Nobody ticks the house: whatever trades, he has placed."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.exchange, self.keys = make_exchange(venue, 1, 1)
        self.exchange.opened(1, NOW)
        self.exchange.frame(1, venue.auth.write_login(self.keys, NOW), NOW)
        topics = (Channel.ORDERS, Channel.FILLS, Channel.STOPS)
        for part in venue.stream.write_client(Subscribe(tuple(Topic(channel) for channel in topics))):
            self.exchange.frame(1, part, NOW)
        self.heard()

    def ask(self, ask: a.Ask) -> a.Answer | a.Refused | a.Unclear:
        request = self.venue.auth.sign(self.venue.rest.write_ask(ask), self.keys, NOW)
        reply = self.exchange.request(request, NOW).reply
        assert reply is not None
        return self.venue.rest.read_answer(ask, reply)

    def heard(self) -> list[VenueFrame]:
        said = [item.data for item in self.exchange.take_out() if isinstance(item, Say)]
        return [frame for data in said for frame in self.venue.stream.read_venue(data)]

    def limit(self, side: Side, size: str, price: str, name: str) -> None:
        said = self.ask(a.Place(SYMBOL, name, side, OrderType.LIMIT, A(size), A(price)))
        assert isinstance(said, a.Placed), said


@pytest.fixture
def client(venue: Venue) -> Client:
    return Client(venue)


def test_a_stop_is_told_fires_and_its_order_is_told(client: Client) -> None:
    placed = client.ask(s.PlaceStop(SYMBOL, "st", Side.SELL, A("61000"), price=A("60900"), size=A("0.001")))
    assert isinstance(placed, a.Placed)
    assert client.ask(s.AmendStop("", A("60500"), venue_id=placed.venue_id, price=A("60400"), size=A("0.002"))) == (
        a.Amending("st", placed.venue_id)
    )
    waiting = client.ask(s.ReadStops(SYMBOL))
    assert isinstance(waiting, s.Stops)
    assert [(row.client_id, row.trigger, row.price, row.size) for row in waiting.rows] == [
        ("st", A("60500"), A("60400"), A("0.002"))
    ]
    client.limit(Side.SELL, "0.001", "60500", "mine")
    client.limit(Side.BUY, "0.001", "60500", "met")  # the last price is 60500 now
    heard = client.heard()
    stops = [row for frame in heard if isinstance(frame, StopsFrame) for row in frame.rows]
    assert [row.status for row in stops] == [s.StopStatus.WAITING, s.StopStatus.WAITING, s.StopStatus.TRIGGERED]
    orders = [row for frame in heard if isinstance(frame, OrdersFrame) for row in frame.rows]
    came = [row for row in orders if row.client_id not in ("mine", "met")]
    assert [(row.status, row.price, row.size) for row in came] == [(OrderStatus.OPEN, A("60400"), A("0.002"))]
    fills = [row for frame in heard if isinstance(frame, FillsFrame) for row in frame.rows]
    assert sorted(row.side for row in fills) == [Side.BUY, Side.SELL]
    assert {row.trade_id for row in fills} == {order.fill.trade_id for order in orders if order.fill}
    past = client.ask(s.ReadStops(past=True))
    assert isinstance(past, s.Stops)
    assert [row.status for row in past.rows] == [s.StopStatus.TRIGGERED]


def test_a_cancelled_stop_is_told_and_gone(client: Client) -> None:
    for name in ("one", "two", "three"):
        client.ask(s.PlaceStop(SYMBOL, name, Side.SELL, A("50000"), size=A("0.001")))
    assert client.ask(s.CancelStop("", "one")) == a.Cancelling("one")
    gone = client.ask(s.CancelStop(SYMBOL))
    assert isinstance(gone, a.CancellingMany)
    assert [name for name, _ in gone.rows] == ["two", "three"]
    told = [row.status for frame in client.heard() if isinstance(frame, StopsFrame) for row in frame.rows]
    assert told == [s.StopStatus.WAITING] * 3 + [s.StopStatus.CANCELLED] * 3
    unknown = client.ask(s.CancelStop("", "one"))
    assert isinstance(unknown, a.Refused)
    assert unknown.kind is a.Refusal.CLOSED


def test_batches_and_amendments_in_bytes(client: Client) -> None:
    rows = tuple(a.Place(SYMBOL, name, Side.BUY, OrderType.LIMIT, A("0.001"), A("60000")) for name in "xyx")
    said = client.ask(a.PlaceMany(SYMBOL, rows[:2]))
    assert isinstance(said, a.PlacedMany)
    assert [type(verdict) for _, verdict in said.rows] == [a.Placed, a.Placed]
    amended = client.ask(a.Amend(SYMBOL, A("59000"), A("0.002"), "z", "x"))
    assert isinstance(amended, a.Amending)
    assert amended.client_id == "z"
    cancels = a.CancelMany(SYMBOL, tuple(a.Cancel(SYMBOL, name) for name in ("z", "y", "x")))
    gone = client.ask(cancels)
    assert isinstance(gone, a.CancellingMany)
    assert [(name, type(verdict)) for name, verdict in gone.rows] == [
        ("z", a.Cancelling),
        ("y", a.Cancelling),
        ("x", a.Refused),
    ]
    failed = client.ask(a.Amend(SYMBOL, A("59000"), A("0.002"), "z", "y"))
    assert isinstance(failed, a.Refused)


def test_bills_and_fees_in_bytes(client: Client) -> None:
    client.limit(Side.SELL, "0.001", "60000", "mine")
    client.limit(Side.BUY, "0.001", "60000", "met")
    trades = client.ask(c.ReadBills(c.BillKind.TRADE))
    assert isinstance(trades, c.Bills)
    assert sorted((row.asset, row.amount) for row in trades.rows) == [
        ("BTC", -A("0.001")),
        ("BTC", A("0.001")),
        ("USDT", -A("60")),
        ("USDT", A("60")),
    ]
    assert sum(row.fee for row in trades.rows if row.asset == "USDT") == A("0.06")
    began = client.ask(c.ReadBills(c.BillKind.DEPOSIT, asset="USDT"))
    assert isinstance(began, c.Bills)
    assert len(began.rows) == 1
    assert client.ask(c.ReadFees(SYMBOL)) == c.FeesReport(SYMBOL, A("0.001"), A("0.001"))


def test_payments_are_listed_by_kind_in_bytes(client: Client) -> None:
    floor = client.exchange.floor
    deposit(floor, 1, "SOL", A("3"), NOW)
    withdraw(floor, 1, "SOL", A("0.5"), NOW)
    floor.accounts[1].ledger.withdraw("SOL", A("1"), f"{TRANSFER}-1")
    lists = {
        kind: client.ask(c.ReadBills(kind, asset="SOL", listed=True, gained=gained))
        for kind, gained in (
            (c.BillKind.DEPOSIT, None),
            (c.BillKind.WITHDRAWAL, None),
            (c.BillKind.TRANSFER, False),
        )
    }
    seen = {kind: [row.amount for row in said.rows] for kind, said in lists.items() if isinstance(said, c.Bills)}
    assert seen == {
        c.BillKind.DEPOSIT: [A("3")],
        c.BillKind.WITHDRAWAL: [-A("0.5")],
        c.BillKind.TRANSFER: [-A("1")],
    }
    back = client.ask(c.ReadBills(c.BillKind.TRANSFER, asset="SOL", listed=True, gained=True))
    assert back == c.Bills(())
