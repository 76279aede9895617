"""Sockets: who hears what, in the venue's own bytes, and who is hung up on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import contract_listing, spot_listing
from picaflor.sim.venue.newsroom import balances
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import BEAT_NS
from picaflor.sim.venue.sockets import Sockets
from picaflor.venues import load
from picaflor.wire.asks import Place
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    Channel,
    ClientFrame,
    Hearing,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND
BOOK, TRADES = Topic(Channel.BOOK, "BTCUSDT"), Topic(Channel.TRADES, "BTCUSDT")
ORDERS, BALANCES = Topic(Channel.ORDERS), Topic(Channel.BALANCES)
ONE_ORDERS = Topic(Channel.ORDERS, "BTCUSDT")


class Line:
    """A client's end."""

    def __init__(self, venue: Venue, sockets: Sockets, no: int) -> None:
        self.venue, self.sockets, self.no = venue, sockets, no
        sockets.opened(no, NOW)

    def say(self, frame: ClientFrame, now_ns: int = NOW) -> list[VenueFrame]:
        for data in self.venue.stream.write_client(frame):
            self.sockets.frame(self.no, data, now_ns)
        return self.hear()

    def login(self, keys: PlainKeys) -> list[VenueFrame]:
        self.sockets.frame(self.no, self.venue.auth.write_login(keys, NOW), NOW)
        return self.hear()

    def hear(self) -> list[VenueFrame]:
        mine = [item for item in self.sockets.out if item.conn == self.no]
        self.sockets.out = [item for item in self.sockets.out if item.conn != self.no]
        return [frame for item in mine if isinstance(item, Say) for frame in self.venue.stream.read_venue(item.data)]


@pytest.fixture
def sockets(venue: Venue, floor: Floor) -> Sockets:
    return Sockets([floor], lambda name: next((a.keys for a in floor.accounts[1:] if a.keys.api_key == name), None))


@pytest.fixture
def line(venue: Venue, sockets: Sockets) -> Line:
    return Line(venue, sockets, 1)


def news(sockets: Sockets, floor: Floor) -> None:
    told, floor.news = floor.news, []
    sockets.tell(told, NOW)


def test_a_ping_is_answered_and_garbage_is_refused(line: Line, sockets: Sockets) -> None:
    assert line.say(Ping()) == [Pong()]
    sockets.frame(1, b"{", NOW)
    (refused,) = line.hear()
    assert isinstance(refused, StreamRefused)
    sockets.frame(99, b"ping", NOW)  # nobody we know
    assert sockets.out == []


def test_a_book_begins_with_its_snapshot_and_goes_on_with_changes(
    line: Line, sockets: Sockets, floor: Floor, account: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.1", "61000")
    acknowledged, snapshot = line.say(Subscribe((BOOK,)))
    assert acknowledged == Subscribed(BOOK)
    assert isinstance(snapshot, BookFrame)
    assert snapshot.snapshot
    put(account, Side.BUY, "0.02", "60900")
    sockets.tick(NOW)
    (change,) = line.hear()
    assert isinstance(change, BookFrame)
    assert (change.snapshot, change.prev, change.seq) == (False, snapshot.seq, (snapshot.seq or 0) + 1)
    assert sockets.due() == NOW + 120 * SECOND, "nothing to tell: only the silence of a socket counts"
    put(account, Side.BUY, "0.03", "60800")
    assert sockets.due() == NOW + BEAT_NS


def test_after_a_quiet_time_the_beat_comes_when_it_would_have_come(
    line: Line, sockets: Sockets, account: VenueAccount, put: Put
) -> None:
    line.say(Subscribe((BOOK,)))
    put(account, Side.BUY, "0.02", "60900")
    sockets.tick(NOW)
    line.hear()
    put(account, Side.BUY, "0.01", "60900")
    sockets.tick(NOW + 3 * BEAT_NS + 7)
    assert line.hear() == []
    assert sockets.due() == NOW + 4 * BEAT_NS
    sockets.tick(NOW + 4 * BEAT_NS)
    assert len(line.hear()) == 1
    sockets.tick(NOW + 1)  # before the beat
    assert line.hear() == []


def test_whoever_comes_later_does_not_cost_the_others_a_change(
    venue: Venue, line: Line, sockets: Sockets, account: VenueAccount, put: Put
) -> None:
    (_, first) = line.say(Subscribe((BOOK,)))
    put(account, Side.BUY, "0.1", "61000")
    (_, second) = Line(venue, sockets, 2).say(Subscribe((BOOK,)))
    (change,) = line.hear()
    assert isinstance(first, BookFrame)
    assert isinstance(second, BookFrame)
    assert isinstance(change, BookFrame)
    assert (change.prev, change.seq) == (first.seq, second.seq)


def test_a_channel_of_five_levels_begins_with_five(line: Line, account: VenueAccount, put: Put) -> None:
    for n in range(8):
        put(account, Side.BUY, "0.01", f"{61000 - n}")
    (_, snapshot) = line.say(Subscribe((Topic(Channel.BOOK, "BTCUSDT", "books5"),)))
    assert isinstance(snapshot, BookFrame)
    assert snapshot.bids.count(b'","') == 5
    assert snapshot.name == "books5"


def test_trades_begin_with_what_was_and_go_on_with_what_happens(
    line: Line, sockets: Sockets, floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.1", "61000")
    put(other, Side.SELL, "0.1", "61000")
    news(sockets, floor)
    (_, history) = line.say(Subscribe((TRADES,)))
    assert isinstance(history, TradesFrame)
    assert (history.snapshot, len(history.rows)) == (True, 1)
    put(account, Side.SELL, "0.1", "61000")
    put(other, Side.BUY, "0.05", "61000")
    news(sockets, floor)
    (trade,) = line.hear()
    assert isinstance(trade, TradesFrame)
    assert (trade.snapshot, trade.rows[0].side, trade.rows[0].size) == (False, Side.BUY, read_atoms("0.05"))


def test_what_cannot_be_had_is_refused_by_name(line: Line, account: VenueAccount) -> None:
    refusals = line.say(Subscribe((Topic(Channel.BOOK, "XXX"), ORDERS)))
    assert [type(frame) for frame in refusals] == [StreamRefused, StreamRefused]
    codes = [frame.code for frame in refusals if isinstance(frame, StreamRefused)]
    assert codes == ["30001", "30004"]
    assert line.sockets.conns[1].topics == {}


def test_a_login_opens_the_private_channels_to_its_own_account(
    venue: Venue, line: Line, sockets: Sockets, floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    assert line.login(account.keys) == [LoggedIn()]
    answers = line.say(Subscribe((ORDERS, BALANCES)))
    assert answers[:2] == [Subscribed(ORDERS), Subscribed(BALANCES)]
    assert isinstance(answers[2], BalancesReport)
    assert {row.asset for row in answers[2].rows} == {"BTC", "ETH", "USDT"}
    stranger = Line(venue, sockets, 2)
    stranger.login(other.keys)
    stranger.say(Subscribe((ORDERS, BALANCES)))
    put(account, Side.BUY, "0.1", "61000", name="mine")
    news(sockets, floor)
    heard = line.hear()
    (orders,) = [frame for frame in heard if isinstance(frame, OrdersFrame)]
    (money,) = [frame for frame in heard if isinstance(frame, BalancesReport)]
    assert [row.client_id for row in orders.rows] == ["mine"]
    assert [(row.asset, row.held) for row in money.rows] == [("USDT", read_atoms("6100"))]
    assert stranger.hear() == []


def test_whoever_asked_by_symbol_hears_of_that_symbol_under_it(
    line: Line, sockets: Sockets, floor: Floor, account: VenueAccount, put: Put
) -> None:
    line.login(account.keys)
    line.say(Subscribe((ONE_ORDERS, Topic(Channel.ORDERS, "ETHUSDT"), ORDERS)))
    put(account, Side.BUY, "0.1", "61000")
    news(sockets, floor)
    assert [frame.topic for frame in line.hear() if isinstance(frame, OrdersFrame)] == [ONE_ORDERS, ORDERS]


def test_a_wrong_login_is_told_and_hung_up_on(line: Line, sockets: Sockets, account: VenueAccount) -> None:
    sockets.frame(1, line.venue.auth.write_login(PlainKeys("key", "wrong"), NOW), NOW)
    assert isinstance(sockets.out[-1], HangUp)
    (refused,) = line.hear()
    assert isinstance(refused, LoginRefused)
    assert sockets.conns == {}


def test_unsubscribed_is_unheard(line: Line, sockets: Sockets, account: VenueAccount, put: Put) -> None:
    line.say(Subscribe((BOOK, TRADES)))
    assert line.say(Unsubscribe((BOOK, BOOK))) == [Unsubscribed(BOOK), Unsubscribed(BOOK)]
    put(account, Side.BUY, "0.1", "61000")
    sockets.tick(NOW)
    assert line.hear() == []
    sockets.closed(1)
    sockets.closed(1)
    assert sockets.due() is None


def test_whoever_does_not_ping_is_hung_up_on(venue: Venue, line: Line, sockets: Sockets) -> None:
    lasts = venue.heartbeat.closes_after_ns
    assert sockets.due() == NOW + lasts
    Line(venue, sockets, 2).say(Ping(), NOW + 5)
    sockets.tick(NOW + lasts - 1)
    assert set(sockets.conns) == {1, 2}
    sockets.tick(NOW + lasts)
    assert sockets.out == [HangUp(1, 1000, "no ping")]
    assert sockets.due() == NOW + 5 + lasts


def test_a_silent_socket_says_nothing_and_is_not_hung_up_on(
    line: Line, sockets: Sockets, floor: Floor, account: VenueAccount, put: Put
) -> None:
    line.say(Subscribe((BOOK, TRADES)))
    sockets.conns[1].silent = True
    put(account, Side.BUY, "0.1", "61000")
    sockets.tick(NOW)
    assert line.say(Ping()) == []
    assert 1 in sockets.conns


def test_balances_name_each_asset_once_and_by_name(account: VenueAccount) -> None:
    report = balances(account, ["USDT", "BTC", "USDT", "XRP"], 7, whole=True)
    assert [(row.asset, row.free) for row in report.rows] == [
        ("BTC", read_atoms("1")),
        ("USDT", read_atoms("10000")),
        ("XRP", 0),
    ]
    assert (report.whole, report.at_ns) == (True, 7)


# another tongue


@pytest.fixture
def there(second: Venue) -> Floor:
    return Floor(second, spot_listing(second, 2), 1_000)


@pytest.fixture
def hall(second: Venue, there: Floor) -> Sockets:
    there.open_account(PlainKeys("key", "secret"), {"USDT": read_atoms("10000"), "BTC": read_atoms("1")})
    return Sockets([there], lambda name: there.accounts[1].keys if name == "key" else None)


@pytest.fixture
def guest(second: Venue, hall: Sockets) -> Line:
    return Line(second, hall, 1)


def test_an_acknowledgement_may_list_all_that_is_heard_and_what_was_before_comes_after_it(guest: Line) -> None:
    eth, nobody = Topic(Channel.BOOK, "ETHUSDT"), Topic(Channel.BOOK, "NOPE")
    first = guest.say(Subscribe((BOOK, nobody)))
    assert first[0] == Hearing(Channel.BOOK, ("BTCUSDT",), ref="11")
    assert [type(frame) for frame in first] == [Hearing, BookFrame]
    again = guest.say(Subscribe((BOOK, eth)))
    assert again[0] == Hearing(Channel.BOOK, ("BTCUSDT", "ETHUSDT"), ref="11")
    assert [frame.symbol for frame in again[1:] if isinstance(frame, BookFrame)] == ["ETHUSDT"]  # no second snapshot
    assert guest.say(Unsubscribe((BOOK,))) == [Hearing(Channel.BOOK, ("ETHUSDT",), ref="12")]
    assert guest.say(Subscribe((TRADES,))) == [Hearing(Channel.TRADES, ("BTCUSDT",), ref="11")]  # and no history


def test_private_topics_are_answered_one_by_one_and_orders_begin_with_all_that_are_open(
    guest: Line, hall: Sockets, there: Floor
) -> None:
    place = Place("BTCUSDT", "resting-1", Side.BUY, OrderType.LIMIT, read_atoms("0.1"), read_atoms("60000"))
    there.place(there.accounts[1], place, NOW)
    (refused,) = guest.say(Subscribe((ORDERS,)))
    assert isinstance(refused, StreamRefused)
    assert (refused.topic, refused.ref) == (ORDERS, "2")
    assert guest.login(PlainKeys("key", "secret")) == [LoggedIn("1")]
    subscribed, opened = guest.say(Subscribe((ORDERS,)))
    assert subscribed == Subscribed(ORDERS, "2")
    assert isinstance(opened, OrdersFrame)
    assert (opened.snapshot, [row.client_id for row in opened.rows]) == (True, ["resting-1"])


def test_a_clients_own_number_is_repeated(guest: Line, hall: Sockets) -> None:
    for frame in (
        b'{"method":"nope","id":"abc"}',
        b'{"method":"subscribe","ch":"trades","params":{"symbols":[]},"id":77}',
    ):
        hall.frame(1, frame, NOW)
    (refused,) = guest.hear()
    assert refused == StreamRefused("404", "Unsupported API method. Method is not supported: nope", None, '"abc"')


def test_the_venue_pings_and_hangs_up_on_who_does_not_answer(guest: Line, hall: Sockets) -> None:
    assert hall.due() == NOW + 30 * SECOND
    hall.tick(NOW + 30 * SECOND)
    assert hall.out == [Nudge(1)]
    assert hall.beat(1, NOW + 31 * SECOND)
    hall.out = []
    hall.tick(NOW + 60 * SECOND)
    assert hall.out == [Nudge(1)]
    hall.tick(NOW + 91 * SECOND)
    assert hall.out[-1] == HangUp(1, 4002, "Ping pong timeout.")
    assert not hall.beat(1, NOW + 92 * SECOND)


def test_a_silent_socket_neither_pings_nor_answers_one(guest: Line, hall: Sockets) -> None:
    hall.conns[1].silent = True
    hall.tick(NOW + 30 * SECOND)
    assert hall.out == []
    assert not hall.beat(1, NOW + 31 * SECOND)


def test_a_message_that_is_longer_than_the_venue_reads_costs_the_socket(venue: Venue, floor: Floor) -> None:
    sockets = Sockets([Floor(replace(venue, frame_max=60), spot_listing(venue, 1), 1)], lambda name: None)
    line = Line(venue, sockets, 1)
    line.sockets.frame(1, b" " * 56 + b"ping", NOW)
    assert 1 in sockets.conns
    line.sockets.frame(1, b" " * 57 + b"ping", NOW)
    assert (sockets.out[-1], sockets.conns) == (HangUp(1, 1009, "the message is too long"), {})


def test_who_says_more_in_a_second_than_the_venue_hears_is_cut(venue: Venue, floor: Floor) -> None:
    strict = [Floor(replace(venue, frames_per_second=3), spot_listing(venue, 1), 1)]
    for patient in (False, True):
        sockets = Sockets(strict, lambda name: None, patient=patient)
        line = Line(venue, sockets, 1)
        for at_ns in (NOW, NOW + 1, NOW + 2, NOW + SECOND, NOW + SECOND + 1):
            line.sockets.frame(1, b"ping", at_ns)
        assert 1 in sockets.conns, "three in each second"
        line.sockets.frame(1, b"ping", NOW + SECOND + 1)
        assert (1 in sockets.conns) is patient
    assert HangUp(1, 1008, "more than 3 messages in a second") not in sockets.out


def test_a_connection_is_of_the_row_whose_host_was_dialled() -> None:
    spot, contracts = load("bitmart"), load("bitmart_perpetual")
    floors = [Floor(spot, spot_listing(spot, 1), 1), ContractFloor(contracts, contract_listing(contracts, 1), 9)]
    sockets = Sockets(floors, lambda _: None)
    for no, row in enumerate((spot, contracts), 1):
        sockets.opened(no, NOW, row.domains["live"].public.partition("/")[0])
        for data in row.stream.write_client(Ping()):
            sockets.frame(no, data, NOW)
    said = [(item.conn, item.data[:8]) for item in sockets.out if isinstance(item, Say)]
    assert said == [(1, b"pong"), (2, b'{"group"')]
    sockets.opened(3, NOW, "nobody.example")
    assert sockets.conns[3].venue is spot
