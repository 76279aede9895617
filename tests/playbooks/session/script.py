"""Plays a conversation with a session: `>>` is said to it, `<<` it must do, `at` moves the time, `==` is its state.

at 12s            on the way every timer that is due fires; what it does is expected by the next << lines
>> opened         the lines between two >> are all that may happen, in this order
<< 15s ping       with a time, it must have happened then
== live           and what it waits for, if anything, after a colon
"""

from __future__ import annotations

from collections import deque

from picaflor.domain.events import Surprise
from picaflor.machines.session import Output, Session, SessionDown, SessionHalted, SessionUp, TopicLive, TopicRefused
from picaflor.wire.port import Closed, CloseSocket, Opened, OpenSocket, SendFrame, SendLogin, SendPing
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
    Unreadable,
    Unsubscribe,
    Unsubscribed,
)
from picaflor.wire.venue import Heartbeat

SECOND = 1_000_000_000
START_NS = 1_700_000_000 * SECOND
BEAT = Heartbeat(ping_every_ns=20 * SECOND, silent_after_ns=45 * SECOND, closes_after_ns=120 * SECOND)


def topic(text: str) -> Topic:
    channel, _, symbol = text.strip().partition(" ")
    return Topic(Channel(channel), symbol)


def spell(one: Topic) -> str:
    return f"{one.channel} {one.symbol}".rstrip()


def write(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Ping():
            return (b"ping",)
        case Subscribe() | Unsubscribe():
            word = "subscribe" if isinstance(frame, Subscribe) else "unsubscribe"
            return (f"{word} {', '.join(spell(one) for one in frame.topics)}".encode(),)
    raise AssertionError(frame)


def render(output: Output) -> str:
    match output:
        case OpenSocket():
            return f"open {output.url}"
        case SendFrame():
            return output.data.decode()
        case SendPing():
            return "ping frame"
        case SendLogin():
            return "login"
        case CloseSocket():
            return f"close: {output.why}"
        case SessionUp():
            return "up"
        case SessionDown():
            return f"down: {output.why}"
        case SessionHalted():
            return f"halted: {output.code} {output.words}"
        case TopicLive():
            return f"live {spell(output.topic)}"
        case TopicRefused():
            return f"refused {spell(output.topic)}: {f'{output.code} {output.words}'.strip()}"
        case Surprise():
            return f"surprise: {output.what}"


def say(session: Session, line: str, now_ns: int) -> tuple[Output, ...]:
    word, _, rest = line.partition(" ")
    topics = tuple(topic(part) for part in rest.split(",")) if word in ("add", "remove") else ()
    code, _, words = rest.partition(" ")
    match word:
        case "start":
            return session.start(now_ns)
        case "stop":
            return session.stop(now_ns)
        case "retry":
            return session.retry(now_ns)
        case "reconnect":
            return session.reconnect(rest, now_ns)
        case "add":
            return session.add(topics, now_ns)
        case "remove":
            return session.remove(topics, now_ns)
        case "resync":
            return session.resync(topic(rest), now_ns)
        case "note":
            session.heard_ns = now_ns
            return ()
        case "opened":
            return session.feed(Opened(session.conn), now_ns)
        case "closed":
            return session.feed(Closed(session.conn, int(code), words), now_ns)
        case "logged-in":
            return session.feed(LoggedIn(), now_ns)
        case "login-refused":
            return session.feed(LoginRefused(code, words), now_ns)
        case "subscribed":
            return session.feed(Subscribed(topic(rest)), now_ns)
        case "unsubscribed":
            return session.feed(Unsubscribed(topic(rest)), now_ns)
        case "error":
            name, _, problem = rest.partition(":")
            code, _, words = problem.strip().partition(" ")
            return session.feed(StreamRefused(code, words, topic(name) if name.strip() else None), now_ns)
        case "beat":
            session.beat(now_ns)
            return ()
        case "heard":
            return session.feed(Hearing(Channel.BOOK, tuple(rest.split())), now_ns)
        case "pong":
            return session.feed(Pong(), now_ns)
        case "snapshot" | "change":
            return session.feed(BookFrame(rest, word == "snapshot", b"[]", b"[]"), now_ns)
        case "trade":
            return session.feed(TradesFrame(Topic(Channel.TRADES, rest), ()), now_ns)
        case "orders":
            return session.feed(OrdersFrame(()), now_ns)
        case "balances":
            return session.feed(BalancesReport((), whole=True), now_ns)
        case "unreadable":
            return session.feed(Unreadable("as seen"), now_ns)
    raise AssertionError(f"the script says {line!r}")


class Play:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.now_ns = START_NS
        self.done: deque[tuple[int, str]] = deque()

    def keep(self, outputs: tuple[Output, ...]) -> None:
        self.done.extend((self.now_ns, render(output)) for output in outputs)

    def wait(self, until_ns: int) -> None:
        """Time passes, and a session that wants to be called without end for one instant is a bug."""
        calls = 0
        while (due := self.session.due()) is not None and due <= until_ns:
            calls = calls + 1 if due <= self.now_ns else 0
            assert calls < 10, f"due() stays at {due - START_NS} in {self.session.state}"
            self.now_ns = max(self.now_ns, due)
            self.keep(self.session.tick(self.now_ns))
        self.now_ns = until_ns

    def line(self, line: str) -> None:
        mark, _, rest = line.partition(" ")
        match mark:
            case "at":
                assert not self.done, f"nobody expected {list(self.done)} before {line!r}"
                self.wait(START_NS + int(float(rest.removesuffix("s")) * SECOND))
            case ">>":
                assert not self.done, f"nobody expected {list(self.done)} before {line!r}"
                self.keep(say(self.session, rest, self.now_ns))
            case "<<":
                self.expect(rest)
            case "==":
                seen = f"{self.session.state} {', '.join(self.session.waiting_for())}".strip()
                assert seen == rest, seen
                assert self.session.ready == (rest == "live")

    def expect(self, rest: str) -> None:
        assert self.done, f"missing: {rest!r}"
        at_ns, did = self.done.popleft()
        when, _, what = rest.partition(" ")
        if when.removesuffix("s").replace(".", "").isdigit():
            assert (f"{(at_ns - START_NS) / SECOND:g}s", did) == (when, what)
        else:
            assert did == rest


def session(
    private: bool = False,
    acks: bool = True,
    per_frame: int = 2,
    seed: int = 7,
    beat: Heartbeat = BEAT,
    connects: int = 60,
) -> Session:
    return Session("ws", "venue/ws", beat, private, per_frame, acks, seed, write, connects)


def play(who: Session, script: str) -> Play:
    return play_on(Play(who), script)


def play_on(stage: Play, script: str) -> Play:
    for line in script.strip().splitlines():
        text = line.split("#")[0].strip()
        if text:
            stage.line(text)
    assert not stage.done, f"nobody expected {list(stage.done)} at the end"
    return stage
