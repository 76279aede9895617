"""What the orders' protocol promises beyond the table of outcomes: no hop, no mix-up, no connection gone stale."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from picaflor.transport.dialling import Dialler
from picaflor.transport.fast_http import WAITING_CAP, FastHttp, write_request
from picaflor.transport.http1 import Malformed
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply, Request
from tests.unit.transport.loopback import (
    HOST,
    SECOND_NS,
    SHORT_NS,
    Talk,
    answering,
    at,
    http_reply,
    raw_server,
    read_request,
)

ORDER = Request("POST", HOST, "/order", body=b"{}")


def asking(path: str) -> Request:
    return Request("GET", HOST, path)


async def with_client(talk: Talk, use: Any, **how: Any) -> Any:
    async with raw_server(talk) as port:
        client = FastHttp(at(port), Dialler(), **how)
        try:
            return await use(client)
        finally:
            client.close()
            await asyncio.sleep(0)


def test_the_bytes_leave_before_send_returns_and_done_comes_after(run: Any) -> None:
    async def use(client: FastHttp) -> None:
        assert await client.warm(HOST) is None
        order: list[str] = []
        answered = asyncio.Event()

        def done(_outcome: Outcome) -> None:
            order.append("done")
            answered.set()

        pool = client._pools[HOST]
        assert len(pool._free) == 2
        client.send(ORDER, done, SECOND_NS)
        order.append("returned")
        assert len(pool._free) == 1  # in flight already, with no turn of the loop between
        await answered.wait()
        assert order == ["returned", "done"]
        client.send(asking("no path"), done, SECOND_NS)
        assert order == ["returned", "done"]

    run(with_client(answering(http_reply(b"{}")), use))


def test_two_requests_may_finish_in_the_other_order(run: Any) -> None:
    second_is_out = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await read_request(reader)).split(b" ")[1]
        if path == b"/slow":
            await second_is_out.wait()
        writer.write(http_reply(path))
        await writer.drain()
        second_is_out.set()
        await reader.read()

    async def use(client: FastHttp) -> list[bytes]:
        finished: list[bytes] = []

        async def one(path: str) -> None:
            outcome = await client.ask(asking(path), SECOND_NS)
            assert isinstance(outcome, Reply)
            finished.append(outcome.body)

        await asyncio.gather(one("/slow"), one("/quick"))
        return finished

    assert run(with_client(talk, use)) == [b"/quick", b"/slow"]


@pytest.mark.parametrize("together", [True, False], ids=["in one piece", "a moment later"])
def test_a_reply_nobody_asked_for_ends_the_connection(run: Any, together: bool) -> None:
    met = 0
    smuggled = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        first = met == 1
        await read_request(reader)
        if first and together:
            writer.write(http_reply(b"mine") + http_reply(b"smuggled"))
        elif first:
            writer.write(http_reply(b"mine"))
            await smuggled.wait()
            writer.write(http_reply(b"smuggled"))
        else:
            writer.write(http_reply(b"yours"))
        await reader.read()
        if first:
            hung_up.set()

    hung_up = asyncio.Event()

    async def use(client: FastHttp) -> list[Outcome]:
        first = await client.ask(asking("/1"), SECOND_NS)
        smuggled.set()
        await hung_up.wait()
        return [first, await client.ask(asking("/2"), SECOND_NS)]

    first, second = run(with_client(talk, use, connections=1))
    if together:
        assert first == NoAnswer("more than one reply to one request")
    else:
        assert isinstance(first, Reply)
        assert first.body == b"mine"
    assert isinstance(second, Reply)
    assert second.body == b"yours"


def test_a_late_reply_is_not_taken_for_the_next_one(run: Any) -> None:
    met = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        late = met == 1
        await read_request(reader)
        if late:
            await reader.read()  # until the client has given up
        writer.write(http_reply(b"late" if late else b"right"))
        await reader.read()

    async def use(client: FastHttp) -> list[Outcome]:
        return [await client.ask(ORDER, SHORT_NS), await client.ask(ORDER, SECOND_NS)]

    first, second = run(with_client(talk, use, connections=1))
    assert first == NoAnswer("no reply in time")
    assert isinstance(second, Reply)
    assert second.body == b"right"


def test_what_finds_no_free_connection_in_time_was_not_sent(run: Any) -> None:
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        await reader.read()

    async def use(client: FastHttp) -> list[Outcome]:
        outcomes: list[Outcome] = []
        client.send(asking("/first"), outcomes.append, SECOND_NS)
        waiting = await client.ask(asking("/second"), SHORT_NS)
        return [*outcomes, waiting]

    assert run(with_client(talk, use, connections=1)) == [NotSent(f"no free connection to {HOST} in time")]
    assert len(seen) == 1


def test_the_queue_for_a_connection_is_short(run: Any) -> None:
    async def use(client: FastHttp) -> tuple[list[Outcome], int]:
        outcomes: list[Outcome] = []
        for _ in range(WAITING_CAP + 3):
            client.send(ORDER, outcomes.append, SECOND_NS)
        assert outcomes == []
        await asyncio.sleep(0)
        early = list(outcomes)
        client.close()
        return early, len(outcomes)

    early, in_the_end = run(with_client(answering(), use))
    assert early == [NotSent(f"{WAITING_CAP} requests already wait for a connection to {HOST}")] * 3
    assert in_the_end == WAITING_CAP + 3


def test_those_who_wait_are_served_in_their_order(run: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(http_reply((await read_request(reader)).split(b" ")[1]))

    async def use(client: FastHttp) -> list[Outcome]:
        return await asyncio.gather(*(client.ask(asking(f"/{no}"), SECOND_NS) for no in range(20)))

    outcomes = run(with_client(talk, use, connections=1))
    assert [outcome.body for outcome in outcomes] == [b"/%d" % no for no in range(20)]


def test_in_a_rush_nobody_waits_for_somebody_elses_reply(run: Any) -> None:
    together = asyncio.Barrier(6)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read_request(reader):
            await together.wait()
            writer.write(http_reply(b"{}"))

    async def use(client: FastHttp) -> tuple[list[Outcome], int]:
        await client.warm(HOST)
        kept = len(client._pools[HOST]._all)
        outcomes = await asyncio.gather(*(client.ask(ORDER, SECOND_NS) for _ in range(6)))
        return outcomes, kept

    outcomes, kept = run(with_client(talk, use))
    assert all(isinstance(outcome, Reply) for outcome in outcomes)
    assert kept == 2


def test_a_free_connection_is_ready_before_the_next_order(run: Any) -> None:
    answer = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read_request(reader):
            await answer.wait()
            writer.write(http_reply(b"{}"))

    async def use(client: FastHttp) -> list[int]:
        await client.warm(HOST)
        pool, free = client._pools[HOST], []
        asks = []
        for _ in range(3):
            asks.append(asyncio.create_task(client.ask(ORDER, SECOND_NS)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await asyncio.gather(*pool._dialling)
            free.append(len(pool._free))
        answer.set()
        await asyncio.gather(*asks)
        return free

    assert run(with_client(talk, use)) == [1, 1, 1]


def test_after_the_rush_only_the_usual_ones_are_kept(run: Any) -> None:
    gone = asyncio.Semaphore(0)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await read_request(reader):
                writer.write(http_reply(b"{}"))
        gone.release()

    async def use(client: FastHttp) -> int:
        await asyncio.gather(*(client.ask(ORDER, SECOND_NS) for _ in range(6)))
        pool = client._pools[HOST]
        many = len(pool._all)
        for _ in range(many - 2):
            await gone.acquire()
        assert many > 2
        await asyncio.gather(*pool._dialling)
        return len(pool._all)

    assert run(with_client(talk, use, idle_seconds=0.02)) == 2


def test_an_idle_connection_is_renewed_before_the_venue_tires_of_it(run: Any) -> None:
    met = asyncio.Queue[int]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.put_nowait(1)
        await reader.read()
        met.put_nowait(-1)

    async def use(client: FastHttp) -> list[int]:
        await client.warm(HOST)
        return [await met.get() for _ in range(3)]

    assert sorted(run(with_client(talk, use, connections=1, idle_seconds=0.02))) == [-1, 1, 1]


def test_after_a_connection_close_there_is_a_fresh_one(run: Any) -> None:
    met = asyncio.Queue[bytes]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.put_nowait(b"hello")
        met.put_nowait(await read_request(reader))
        writer.write(http_reply(b"{}", "Connection: close"))
        await reader.read()

    async def use(client: FastHttp) -> list[bytes]:
        assert isinstance(await client.ask(ORDER, SECOND_NS), Reply)
        return [await met.get() for _ in range(3)]

    assert run(with_client(talk, use, connections=1))[2] == b"hello"


def test_a_host_that_hangs_up_on_everybody_is_not_dialled_in_a_circle(run: Any) -> None:
    met = 0

    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        writer.transport.abort()

    async def use(client: FastHttp) -> None:
        await client.warm(HOST)
        for _ in range(50):
            await asyncio.sleep(0)

    run(with_client(talk, use, connections=2))
    assert met == 2


def test_warming_up_says_what_is_wrong(run: Any) -> None:
    async def main() -> str | None:
        client = FastHttp(at(1), Dialler())
        why = await client.warm(HOST)
        client.close()
        return why

    assert "refused the connection" in run(main())


@pytest.mark.parametrize(
    "request_",
    [
        asking("no slash"),
        asking("/a path"),
        Request("GET", HOST, "/", "a=1 HTTP/1.1\r\nX: y"),
        Request("GET", HOST, "/", headers=(("X", "1\r\nY: 2"),)),
        Request("GET\r\nX: y", HOST, "/"),
        Request("GET", HOST, "/", headers=(("X", "€"),)),
    ],
)
def test_what_is_no_request_is_never_sent(run: Any, request_: Request) -> None:
    outcome = run(with_client(answering(), lambda client: client.ask(request_, SECOND_NS)))
    assert isinstance(outcome, NotSent)
    assert "cannot be sent" in outcome.why


def test_bytes_of_a_request() -> None:
    request = Request("POST", "h", "/p", "q=%2B", b"{}", (("user-agent", "mine"), ("content-length", "2")))
    assert write_request(request) == (
        b"POST /p?q=%2B HTTP/1.1\r\nHost: h\r\nuser-agent: mine\r\ncontent-length: 2\r\n\r\n{}"
    )
    assert write_request(Request("DELETE", "h", "/p")).endswith(b"\r\nUser-Agent: picaflor\r\n\r\n")
    with pytest.raises(Malformed):
        write_request(Request("GET", "h", "p"))


def test_what_was_called_not_sent_is_not_sent_later_either(run: Any) -> None:
    seen: list[bytes] = []
    given_up = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append((await read_request(reader)).split(b" ")[1])
            await given_up.wait()
            writer.write(http_reply(b"{}"))

    async def use(client: FastHttp) -> tuple[Outcome, Outcome, Outcome]:
        first = asyncio.create_task(client.ask(asking("/first"), SECOND_NS))
        await asyncio.sleep(0)
        second = await client.ask(asking("/second"), SHORT_NS)
        given_up.set()
        return await first, second, await client.ask(asking("/third"), SECOND_NS)

    first, second, third = run(with_client(talk, use, connections=1))
    assert isinstance(second, NotSent)
    assert isinstance(first, Reply)
    assert isinstance(third, Reply)
    assert seen == [b"/first", b"/third"]


def test_one_connection_is_enough_when_a_second_cannot_be_had(run: Any) -> None:
    paths: list[bytes] = []
    refused = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            paths.append((await read_request(reader)).split(b" ")[1])
            await refused.wait()
            writer.write(http_reply(b"{}"))

    async def use(client: FastHttp) -> list[Outcome]:
        assert await client.warm(HOST) is None
        pool = client._pools[HOST]
        pool._sizes, pool.place = (1, 2), pool.place._replace(port=1)  # where nobody listens
        asks = [asyncio.create_task(client.ask(asking(f"/{no}"), SECOND_NS)) for no in range(2)]
        await asyncio.sleep(0)
        assert "refused" in str(await asyncio.gather(*pool._dialling))
        refused.set()
        return list(await asyncio.gather(*asks))

    assert all(isinstance(outcome, Reply) for outcome in run(with_client(talk, use, connections=1)))
    assert paths == [b"/0", b"/1"]
