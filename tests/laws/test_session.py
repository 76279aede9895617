"""What must hold of a session whatever the venue says and whenever: no storm, no burst, no news from a dead socket."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from picaflor.machines.session import Output, Session, SessionDown, SessionHalted, SessionUp, State, TopicLive
from picaflor.wire.port import Closed, CloseSocket, OpenSocket, SendFrame, SendLogin
from tests.laws.examples import examples
from tests.playbooks.session.script import SECOND, START_NS, say, session

LINES = (
    ["opened", "subscribed book A", "subscribed book B", "subscribed trades A", "logged-in"] * 3
    + ["closed 1006 x", "login-refused 1 no", "unsubscribed book A", "error book A: 3 no", "error : 3 no", "pong"]
    + ["snapshot A", "change A", "trade A", "orders", "balances", "unreadable", "note"]
    + ["start", "stop", "retry", "reconnect because", "add book A, book B", "add trades A, book C", "remove book A"]
    + ["resync book A", "resync book B"]
)
moves = st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 8)), min_size=20, max_size=120)
pauses = st.lists(st.integers(0, 3_000), min_size=1, max_size=20)


class Watcher:
    """Sees everything that leaves, in order."""

    def __init__(self) -> None:
        self.opens: list[int] = []
        self.sent: list[int] = []
        self.alive = False  # since Opened, until SessionDown

    def see(self, outputs: tuple[Output, ...], now_ns: int) -> None:
        for output in outputs:
            match output:
                case OpenSocket():
                    self.opens.append(now_ns)
                    assert not self.alive
                case SendFrame() | SendLogin():
                    self.sent.append(now_ns)
                    assert self.alive
                case SessionUp() | TopicLive():
                    assert self.alive
                case SessionDown():
                    assert self.alive
                    self.alive = False
                case CloseSocket() | SessionHalted():
                    pass

    def judge(self, connects: int) -> None:
        for first, later in zip(self.sent, self.sent[1:], strict=False):
            assert later - first >= SECOND // 5 or any(first <= at <= later for at in self.opens[1:])
        for first, later in zip(self.opens, self.opens[connects:], strict=False):
            assert later - first >= 300 * SECOND


def run(who: Session, watcher: Watcher, script: list[tuple[str, int]], gaps: list[int]) -> int:
    now = START_NS
    watcher.see(who.start(now), now)
    for number, (line, ticks) in enumerate(script):
        now += gaps[number % len(gaps)] * SECOND // 1000
        # A port reports Opened only for what was asked to open.
        if line == "opened":
            if who.state is not State.OPENING:
                continue
            watcher.alive = True
        watcher.see(say(who, line, now), now)
        for _ in range(ticks):
            due = who.due()
            if due is None:
                break
            now = max(now, due)
            watcher.see(who.tick(now), now)
    return now


@examples(120)
@given(moves, pauses, st.booleans(), st.booleans(), st.integers(0, 2**32), st.integers(2, 20))
def test_no_burst_no_storm_and_no_news_from_a_dead_socket(
    script: list[tuple[str, int]], gaps: list[int], private: bool, acks: bool, seed: int, connects: int
) -> None:
    who = session(private=private, acks=acks, seed=seed, connects=connects)
    watcher = Watcher()
    run(who, watcher, script, gaps)
    watcher.judge(connects)


@examples(100)
@given(moves, pauses, st.booleans(), st.booleans())
def test_whatever_happened_a_good_venue_makes_it_ready_again(
    script: list[tuple[str, int]], gaps: list[int], private: bool, acks: bool
) -> None:
    who = session(private=private, acks=acks)
    now = run(who, Watcher(), script, gaps)
    say(who, "add book Z", now)
    serve(who, ANSWERS.get(who.state, []), now, acks)
    for outputs in (who.retry(now), who.start(now)):
        serve(who, [line for output in outputs for line in replies(output, acks)], now, acks)
    for _ in range(1_000):
        if who.ready:
            break
        due = who.due()
        assert due is not None
        now = max(now, due)
        serve(who, [line for output in who.tick(now) for line in replies(output, acks)], now, acks)
    assert who.ready, who.waiting_for()


ANSWERS = {State.OPENING: ["opened"], State.LOGGING_IN: ["logged-in"], State.CLOSING: ["closed 1000"]}


def serve(who: Session, lines: list[str], now_ns: int, acks: bool) -> None:
    """A venue that answers everything at once, and a port that does what it is told."""
    while lines:
        outputs = say(who, lines.pop(0), now_ns)
        lines += [line for output in outputs for line in replies(output, acks)]


def replies(output: Output, acks: bool) -> list[str]:
    match output:
        case OpenSocket():
            return ["opened"]
        case CloseSocket():
            return ["closed 1000"]
        case SendLogin():
            return ["logged-in"]
        case SendFrame(data=b"ping"):
            return ["pong"]
        case SendFrame():
            word, _, rest = output.data.decode().partition(" ")
            topics = rest.split(", ")
            books = [one.removeprefix("book ") for one in topics if word == "subscribe" and one.startswith("book ")]
            return [f"{word}d {one}" for one in topics if acks] + [f"snapshot {book}" for book in books]
    return []


@given(moves, pauses, st.integers(0, 2**32))
def test_the_same_seed_lives_the_same_life(script: list[tuple[str, int]], gaps: list[int], seed: int) -> None:
    lives = []
    for _ in range(2):
        watcher = Watcher()
        run(session(seed=seed), watcher, script, gaps)
        lives.append((watcher.opens, watcher.sent))
    assert lives[0] == lives[1]


def test_ten_thousand_reconnects_leave_nothing_behind() -> None:
    """Fault D14."""
    who, now = session(connects=60), START_NS
    who.add((), now)
    say(who, "add book A, book B", now)
    who.start(now)
    for _ in range(10_000):
        while who.state is not State.OPENING:
            now = max(now, who.due() or now)
            who.tick(now)
        say(who, "opened", now)
        who.feed(Closed("ws", 1006, ""), now)
    assert len(who._dialer._dialled) == 60
    assert len(who._roster._entries) == 2
    assert not who._out
