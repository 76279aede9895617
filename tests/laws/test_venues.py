"""Laws over every row of the venue table. A new row is tested before its author writes a test."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

import picaflor.venues
from picaflor.machines.throttle import Throttle
from picaflor.venues import ROWS, load
from picaflor.wire.asks import PUBLIC, Ask, Cancel, CancelAll, Place, ReadTime, Refusal, Refused, Unclear
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import ServerTime
from picaflor.wire.stream import Call, Login, Replied, Subscribe, Unreadable, Unsubscribe
from picaflor.wire.venue import Venue
from tests.laws.carried import Carried
from tests.laws.examples import examples
from tests.worlds import spoken, with_kinds

STORIES = examples(25)

NOW = 1_785_500_000_123_000_000
KEYS = PlainKeys("key-1", "secret-1", "pass-1", "memo-1")


def carried(venue: Venue) -> Carried:
    kind = f"_{venue.private_name}" if venue.private_name else ""
    found: Carried = import_module(f"tests.laws.carried_{venue.id}{kind}").CARRIED
    return found


@pytest.fixture(params=sorted(with_kinds({name: ROWS[name] for name in ROWS if not load(name).twin_of})))
def venue(request: pytest.FixtureRequest) -> Venue:
    return spoken(request.param)


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == KEYS.api_key else None


def test_the_table_and_the_folders_are_equal() -> None:
    home = Path(picaflor.venues.__file__).parent
    folders = {path.parent.name for path in home.glob("*/__init__.py")}
    assert {load(name).tongue for name in ROWS} == folders
    assert all(load(name).id == name for name in ROWS)


def test_what_is_asked_is_understood(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).asks)
    def law(ask: Ask) -> None:
        assert venue.rest.read_ask(venue.rest.write_ask(ask)) == ask

    law()


def test_what_is_answered_is_understood(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).answers)
    def law(answered: tuple) -> None:
        ask, answer, now_ns = answered
        assert venue.rest.read_answer(ask, venue.rest.write_answer(ask, answer, now_ns)) == answer

    law()


def test_a_refusal_is_understood_or_its_outcome_is_unknown(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).asks, st.sampled_from(sorted(venue.refusals)), st.sampled_from((0, 7 * 10**9)))
    def law(ask: Ask, rule: str, wait_ns: int) -> None:
        code, words = venue.refusals[rule]
        reply = venue.rest.write_answer(ask, Refused(code, words, retry_after_ns=wait_ns), NOW)
        assert reply.status >= 400
        read = venue.rest.read_answer(ask, reply)
        if isinstance(read, Refused):
            # To a mere question about a market some venues have another code for the same.
            told = {(code, words)} | ({(read.code, read.words)} if _means(venue, read.code, code, ask) else set())
            assert (read.code, read.words) in told
        elif isinstance(read, Unclear):
            assert read.code == code
        elif isinstance(ask, ReadTime):
            assert read == ServerTime(NOW)  # a venue without a clock dates its refusals
        else:
            assert not read.rows  # an order that is not there

    law()


def _means(venue: Venue, said: str, code: str, ask: Ask) -> bool:
    kinds = venue.outcomes[said][0], venue.outcomes[code][0]
    return type(ask) in PUBLIC and kinds[0] is kinds[1] is Refusal.SYMBOL


def test_a_cut_answer_proves_nothing(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).answers, st.data())
    def law(answered: tuple, data: st.DataObject) -> None:
        ask, answer, now_ns = answered
        reply = venue.rest.write_answer(ask, answer, now_ns)
        cut = data.draw(st.integers(0, len(reply.body) - 1))
        assert isinstance(venue.rest.read_answer(ask, replace(reply, body=reply.body[:cut])), Unclear)

    law()


def test_trouble_of_the_venue_leaves_an_order_unknown(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).asks, st.sampled_from((500, 502, 503, 504)), st.sampled_from((b"", b"<html>", b"{}")))
    def law(ask: Ask, status: int, body: bytes) -> None:
        assume(isinstance(ask, Place | Cancel | CancelAll))
        assert isinstance(venue.rest.read_answer(ask, Reply(status, body)), Unclear)

    law()


def test_a_clients_frames_are_understood(venue: Venue) -> None:
    def topics_of(frames: list) -> tuple:
        return tuple(topic for frame in frames for topic in frame.topics)

    @STORIES
    @given(carried(venue).client_frames)
    def law(frame: object) -> None:
        parts = venue.stream.write_client(frame)
        assert all(len(part) <= carried(venue).frame_max for part in parts)
        read = [said for part in parts for said in venue.stream.read_client(part)]
        if isinstance(frame, Subscribe | Unsubscribe):
            assert {type(said) for said in read} == {type(frame)}
            assert topics_of(read) == frame.topics
        else:
            assert read == [frame]

    law()


def test_calls_over_a_socket_and_their_answers_are_understood(venue: Venue) -> None:
    calls = venue.calls
    if calls is None:
        pytest.skip("orders of this row go by request alone")

    @STORIES
    @given(carried(venue).asks.filter(lambda ask: type(ask) in calls.asks))
    def asked(ask: Ask) -> None:
        (data,) = venue.stream.write_client(Call(ask, '"7"', venue.product))
        assert venue.stream.read_client(data) == (Call(ask, '"7"', venue.product),)

    @STORIES
    @given(carried(venue).answers.filter(lambda told: type(told[0]) in calls.asks), st.data())
    def answered(told: tuple, data: st.DataObject) -> None:
        ask, answer, now_ns = told
        (reply,) = calls.write_reply(Call(ask, '"7"', venue.product), answer, now_ns)
        assert venue.stream.read_venue(reply) == (Replied('"7"', reply),)
        assert calls.read_reply(ask, reply) == answer
        cut = data.draw(st.integers(0, len(reply) - 1))
        assert isinstance(calls.read_reply(ask, reply[:cut]), Unclear)
        assert isinstance(venue.stream.read_venue(reply[:cut])[0], Unreadable)

    asked()
    answered()


def test_the_venues_frames_are_understood(venue: Venue) -> None:
    @STORIES
    @given(carried(venue).venue_frames)
    def law(told: tuple) -> None:
        frame, now_ns = told
        read = [said for part in venue.stream.write_venue(frame, now_ns) for said in venue.stream.read_venue(part)]
        assert read == [frame]

    law()


def _signed(venue: Venue) -> st.SearchStrategy[Ask]:
    """What the venue looks at the signature of."""
    return carried(venue).asks.filter(lambda ask: type(ask) not in PUBLIC | venue.by_key_alone)


def test_a_signed_request_is_let_in(venue: Venue) -> None:
    @STORIES
    @given(_signed(venue), st.integers(-99, 99))
    def law(ask: Ask, late_percent: int) -> None:
        request = venue.auth.sign(venue.rest.write_ask(ask), KEYS, NOW)
        window = venue.clock_window_ns if late_percent > 0 else venue.clock_ahead_ns or venue.clock_window_ns
        assert venue.auth.verify(request, find, NOW + window * late_percent // 100) == KEYS
        far = NOW + venue.clock_window_ns + 10**9
        assert isinstance(venue.auth.verify(request, find, far), Refused)

    law()


def test_a_changed_byte_of_a_signed_request_is_refused(venue: Venue) -> None:
    @STORIES
    @given(_signed(venue), st.data())
    def law(ask: Ask, data: st.DataObject) -> None:
        bare = venue.rest.write_ask(ask)
        request = venue.auth.sign(bare, KEYS, NOW)
        unsigned = {"bare_signature": ("path", "query", "body"), "unsigned_path": ("path",), "unsigned_body": ("body",)}
        free = [name for word, names in unsigned.items() if word in venue.features for name in names]
        assert isinstance(venue.auth.verify(_changed(request, bare, data, free), find, NOW), Refused)

    law()


def _changed(request: Request, bare: Request, data: st.DataObject, free: list[str]) -> Request:
    """One letter or digit of the path, the query, the body, or of what signing added becomes another; `free`: not there."""
    added = len(bare.headers)
    places = [name for name in ("path", "query", "body") if getattr(request, name) and name not in free]
    where = data.draw(st.sampled_from([*places, *range(added, len(request.headers))]))
    if isinstance(where, int):
        headers = list(request.headers)
        headers[where] = (headers[where][0], _other(headers[where][1], data))
        return replace(request, headers=tuple(headers))
    if where == "body":
        return replace(request, body=_other(request.body.decode(), data).encode())
    return replace(request, **{where: _other(getattr(request, where), data)})


def _other(text: str, data: st.DataObject) -> str:
    at = data.draw(st.sampled_from([n for n, letter in enumerate(text) if letter.isalnum()]))
    # %e5 and %E5 are the same byte: the case alone is no change.
    new = data.draw(st.sampled_from("ab01yz").filter(lambda letter: letter != text[at].lower()))
    return text[:at] + new + text[at + 1 :]


def test_a_login_is_let_in_and_a_changed_one_is_not(venue: Venue) -> None:
    if "signed_handshake" in venue.features:
        _handshake_law(venue)
        return
    if venue.listen is not None:  # its private socket is opened by a key in its path
        with pytest.raises(ValueError, match="nobody logs in"):
            venue.auth.write_login(KEYS, NOW)
        assert isinstance(venue.auth.verify_login(Login(KEYS.api_key, "", "0", ""), find, NOW), Refused)
        return
    (login,) = venue.stream.read_client(venue.auth.write_login(KEYS, NOW))
    assert isinstance(login, Login)
    assert venue.auth.verify_login(login, find, NOW) == KEYS
    for field in ("api_key", "passphrase", "timestamp", "signature"):
        if getattr(login, field):
            last = getattr(login, field)[-1]
            wrong = replace(login, **{field: getattr(login, field)[:-1] + ("1" if last != "1" else "2")})
            assert isinstance(venue.auth.verify_login(wrong, find, NOW + 10**9), Refused), field


def _handshake_law(venue: Venue) -> None:
    host, _, path = venue.domains["live"].private.partition("/")
    request = venue.auth.sign(Request("GET", host, f"/{path}"), KEYS, NOW)
    assert venue.auth.verify(request, find, NOW) == KEYS
    for name, value in request.headers:
        last = value[:-1] + ("1" if value[-1] != "1" else "2")
        wrong = tuple((key, last if key == name else other) for key, other in request.headers)
        assert isinstance(venue.auth.verify(replace(request, headers=wrong), find, NOW), Refused), name
    assert isinstance(venue.auth.verify(Request("GET", host, f"/{path}"), find, NOW), Refused)


hostile = st.binary(max_size=200) | st.sampled_from(
    (
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"op":"subscribe","args":[{}]}',
        b'{"action":"snapshot","arg":null,"data":[],"ts":1}',
        b'{"event":"error","code":null}',
        b'{"code":' + b"9" * 5_000 + b"}",
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
    )
)


def test_nothing_from_outside_raises(venue: Venue) -> None:
    @STORIES
    @given(hostile, carried(venue).asks, carried(venue).venue_frames, st.data())
    def law(noise: bytes, ask: Ask, told: tuple, data: st.DataObject) -> None:
        venue.stream.read_client(noise)
        assume(noise.strip() not in (b"[]", b"{}"))  # where there is no envelope, nothing is an answer
        assert isinstance(venue.rest.read_answer(ask, Reply(200, noise)), Unclear)
        venue.rest.read_ask(replace(venue.rest.write_ask(ask), query=noise.decode("latin-1"), body=noise))
        for part in venue.stream.write_venue(*told):
            at = data.draw(st.integers(0, len(part)))
            venue.stream.read_venue(part[:at] + noise[:9] + part[at + 1 :])
        (said,) = venue.stream.read_venue(b"\x00" + noise)
        assert isinstance(said, Unreadable)

    law()


def test_every_ask_has_its_cost_and_every_cost_its_limit(venue: Venue) -> None:
    """What a row does not carry it has no cost for, so that it can never be asked by mistake."""
    assert all(issubclass(ask, get_args(Ask)) for ask in venue.costs)

    @STORIES
    @given(carried(venue).asks)
    def law(ask: Ask) -> None:
        assert type(ask) in venue.costs

    law()
    throttle = Throttle(venue.limits, venue.costs)
    assert all(throttle.take(ask, NOW, urgent=True) == 0 for ask in (Place, Cancel))


def test_the_record_spells_every_rule_of_an_emulated_house(venue: Venue) -> None:
    rules = {"symbol", "halted", "client id", "duplicate", "tick", "lot", "minimum size", "maximum size"}
    rules |= {
        "minimum notional",
        "band above",
        "band below",
        "open orders",
        "parameter",
        "funds",
        "not found",
        "closed",
    }
    rules |= {"rate", "unavailable", "login first", "no such topic"}
    assert rules <= set(venue.refusals)
    assert all(code in venue.outcomes for code, _ in venue.refusals.values())
    assert {"live", "testnet"} & set(venue.domains)
    assert [credential.name for credential in venue.credentials][:2] == ["api_key", "secret"]
