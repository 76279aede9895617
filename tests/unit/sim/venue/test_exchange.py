"""One venue in bytes: it checks path, rate and signature in that order, and does to each request what was ordered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.conns import HangUp, Say
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange, ExchangeConfig
from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault, RequestFault
from picaflor.sim.venue.listing import spot_listing
from picaflor.wire.asks import Answer, Ask, Place, Placed, ReadBalances, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalancesReport, ServerTime
from picaflor.wire.stream import Channel, Ping, Subscribe, Topic
from picaflor.wire.venue import Venue

NOW = 1_700_000_000_000_000_000
A = read_atoms
PLACE = Place("BTCUSDT", "mine", Side.BUY, OrderType.LIMIT, A("0.01"), A("60000"))
BOOK = Topic(Channel.BOOK, "BTCUSDT")


class Client:
    def __init__(self, venue: Venue, rates: FaultRates | None = None, crowd: CrowdConfig | None = None) -> None:
        self.venue = venue
        self.exchange, self.keys = make_exchange(venue, 1, 3, crowd)
        self.exchange.faults = Faults(rates or FaultRates(), 1)

    def ask(self, ask: Ask, now_ns: int = NOW, keys: PlainKeys | None = None) -> Answer | Refused | Unclear | None:
        """None: the connection dropped."""
        request = self.venue.auth.sign(self.venue.rest.write_ask(ask), keys or self.keys, now_ns)
        reply = self.exchange.request(request, now_ns).reply
        return None if reply is None else self.venue.rest.read_answer(ask, reply)


@pytest.fixture
def client(venue: Venue) -> Client:
    return Client(venue)


def kind(answer: object) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.kind


def test_public_and_private_questions_are_answered(client: Client) -> None:
    assert client.ask(ReadTime()) == ServerTime(NOW)
    assert isinstance(client.ask(PLACE), Placed)
    money = client.ask(ReadBalances())
    assert isinstance(money, BalancesReport)
    assert {row.asset: row.held for row in money.rows}["USDT"] == A("600")
    assert client.exchange.requests == 3


def test_a_path_that_is_not_there_and_a_wrong_key_are_refused(client: Client) -> None:
    reply = client.exchange.request(Request("GET", "api.bitget.com", "/nowhere"), NOW).reply
    assert isinstance(reply, Reply)
    assert reply.status == 404
    assert kind(client.ask(ReadBalances(), keys=PlainKeys("who", "s", "p"))) is Refusal.AUTH
    assert kind(client.ask(PLACE, keys=replace(client.keys, secret="wrong"))) is Refusal.AUTH
    assert client.exchange.floor.accounts[1].accepted == 0


def test_too_many_requests_are_refused_for_each_caller_alone(venue: Venue) -> None:
    client = Client(venue)
    others = PlainKeys("second", "s" * 8, "p")
    client.exchange.open_account(others, {"USDT": A("100")})
    answers = [client.ask(ReadBalances()) for _ in range(11)]
    assert isinstance(answers[9], BalancesReport)
    assert kind(answers[10]) is Refusal.RATE
    assert isinstance(client.ask(ReadBalances(), keys=others), BalancesReport)
    assert isinstance(client.ask(ReadBalances(), NOW + 1_000_000_000), BalancesReport)
    answers = [client.ask(ReadTime(), NOW + 5 * 10**9) for _ in range(21)]
    assert kind(answers[20]) is Refusal.RATE


def test_limits_may_be_lifted(venue: Venue) -> None:
    client = Client(venue)
    client.exchange.config = replace(client.exchange.config, enforce_limits=False)
    assert {type(client.ask(ReadBalances())) for _ in range(50)} == {BalancesReport}


@pytest.mark.parametrize(
    ("fault", "answer", "arrived"),
    [
        (RequestFault.DROP_REQUEST, type(None), 0),
        (RequestFault.DROP_REPLY, type(None), 1),
        (RequestFault.TOO_MANY, Refused, 0),
        (RequestFault.BROKEN, Unclear, 1),
        (RequestFault.GARBLED, Unclear, 1),
        (RequestFault.DELAY, Placed, 1),
    ],
)
def test_each_fault_does_what_it_says(client: Client, fault: RequestFault, answer: type, arrived: int) -> None:
    client.exchange.faults.order(fault)
    assert type(client.ask(PLACE)) is answer
    assert client.exchange.floor.accounts[1].accepted == arrived
    assert client.exchange.faults.counts == {fault.value: 1}


def test_a_delayed_reply_names_its_delay(client: Client) -> None:
    client.exchange.faults.order(RequestFault.DELAY)
    request = client.venue.auth.sign(client.venue.rest.write_ask(PLACE), client.keys, NOW)
    assert 0 < client.exchange.request(request, NOW).delay_ns < client.exchange.faults.rates.delay_max_ns


def hearing(client: Client) -> list[bytes]:
    """A socket with a book, and the frames of three beats."""
    exchange = client.exchange
    exchange.opened(1, NOW)
    (data,) = client.venue.stream.write_client(Subscribe((BOOK,)))
    exchange.frame(1, data, NOW)
    exchange.take_out()
    exchange.tick(NOW)
    exchange.take_out()
    return [data]


def beats(client: Client, count: int) -> list[Say | HangUp]:
    out = []
    for n in range(1, count + 1):
        client.exchange.tick(NOW + n * 200_000_000)
        out += client.exchange.take_out()
    return out


def said(items: list[Say | HangUp]) -> list[bytes]:
    return [item.data for item in items if isinstance(item, Say)]


def pinged(client: Client) -> list[Say | HangUp]:
    (ping,) = client.venue.stream.write_client(Ping())
    client.exchange.frame(1, ping, NOW + 5)
    return client.exchange.take_out()


@pytest.mark.parametrize("fault", FrameFault)
def test_each_frame_fault_does_what_it_says(venue: Venue, fault: FrameFault) -> None:
    honest, client = Client(venue), Client(venue)
    hearing(honest)
    hearing(client)
    if fault is not FrameFault.NONE:
        client.exchange.faults.order(fault)
    one, two, three = said(beats(honest, 3))
    out = beats(client, 3)
    pongs = pinged(honest)
    assert len(pongs) == 1
    match fault:
        case FrameFault.NONE:
            assert said(out) == [one, two, three]
        case FrameFault.DROP:
            assert said(out) == [two, three]
        case FrameFault.TWICE:
            assert said(out) == [one, one, two, three]
        case FrameFault.LATER:
            assert said(out) == [two, one, three]
        case FrameFault.SCRAMBLED:
            assert said(out)[1:] == [two, three]
            assert one.startswith(said(out)[0])
            assert len(said(out)[0]) < len(one)
        case FrameFault.HANG_UP:
            assert out == [HangUp(1, 1006, "fault")]
            assert client.exchange.sockets.conns == {}
        case FrameFault.SILENT:
            assert out == []
            assert client.exchange.sockets.conns[1].silent
            assert pinged(client) == []
        case FrameFault.MUTE:
            assert out == []
            assert pinged(client) == pongs
        case FrameFault.FORGOTTEN:
            assert said(out) == [one]
            assert client.exchange.sockets.conns[1].topics == {}
            assert pinged(client) == pongs


def test_a_frame_that_waits_for_the_next_one_is_not_kept_for_a_socket_that_is_gone(client: Client) -> None:
    hearing(client)
    client.exchange.faults.order(FrameFault.LATER, 2)
    assert beats(client, 1) == []
    client.exchange.closed(1)
    assert client.exchange._spoiler._held == {}


def test_it_is_due_for_the_crowd_and_for_its_sockets(venue: Venue) -> None:
    quiet = CrowdConfig(beat_ns=10**15)
    client = Client(venue, crowd=quiet)
    assert client.exchange.due() == 0
    client.exchange.tick(NOW)
    assert client.exchange.due() == NOW + 10**15
    client.exchange.opened(1, NOW)
    assert client.exchange.due() == NOW + venue.heartbeat.closes_after_ns


def test_the_same_seed_is_the_same_market(venue: Venue) -> None:
    def tape(seed: int) -> list[int]:
        exchange = Exchange(venue, spot_listing(venue, 1), ExchangeConfig(seed=seed))
        for n in range(100):
            exchange.tick(NOW + n * 200_000_000)
        return [trade.price for trade in exchange.floor.tapes["BTCUSDT"].trades]

    assert tape(1) == tape(1) != tape(2)
    assert len(tape(1)) > 20


def test_keys_are_found_by_name_and_the_crowd_has_none(client: Client) -> None:
    assert client.exchange.find_keys(client.keys.api_key) == client.keys
    assert client.exchange.find_keys("") is None
