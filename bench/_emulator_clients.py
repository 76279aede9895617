"""The clients of `bench emulator`, in a process of their own: raw websockets that read frames and look at their time.

Every ten seconds, and at the end, one line of JSON: frames so far, and the delays since the last line in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import uvloop

PING_SECONDS = 20
LINE_SECONDS = 10
MASK = b"\0\0\0\0"


def framed(text: bytes) -> bytes:
    """A client's text frame, masked with nothing."""
    size = len(text)
    head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + size.to_bytes(2, "big")
    return head + MASK + text


@dataclass
class Tally:
    frames: int = 0
    updates: Counter[str] = field(default_factory=Counter)  # by market, counted once for all who hear it
    delays: Counter[int] = field(
        default_factory=Counter
    )  # milliseconds → frames: to sort a list would be a delay itself


class Client(asyncio.Protocol):
    def __init__(self, tally: Tally, topics: list[list[str]], counts: set[str]) -> None:
        """`counts`: the markets that this client counts for all."""
        self.tally, self.topics, self.counts = tally, topics, counts
        self.buffer = bytearray()
        self.transport: Any = None
        self.upgraded = False
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(
            b"GET /v2/ws/public HTTP/1.1\r\nHost: ws.bitget.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True

    def data_received(self, data: bytes) -> None:
        now_ms = time.time_ns() // 1_000_000
        buffer = self.buffer
        buffer += data
        if not self.upgraded:
            head = buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            assert buffer.startswith(b"HTTP/1.1 101"), bytes(buffer[:80])
            del buffer[: head + 4]
            self.upgraded = True
            args = [{"instType": product, "channel": "books", "instId": symbol} for product, symbol in self.topics]
            self.transport.write(framed(json.dumps({"op": "subscribe", "args": args}).encode()))
        at = 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if len(buffer) < start + size:
                break
            self.frame(bytes(buffer[start : start + size]), now_ms)
            at = start + size
        del buffer[:at]

    def frame(self, data: bytes, now_ms: int) -> None:
        self.tally.frames += 1
        if not data.startswith(b'{"action":"update"'):
            return
        self.tally.delays[now_ms - int(data[data.rindex(b":") + 1 : -1])] += 1
        begin = data.index(b'"instId":"') + 10
        market = data[data.index(b'"instType":"') + 12 : data.index(b'"', begin)].decode()
        if market in self.counts:
            self.tally.updates[market] += 1

    def ping(self) -> None:
        if self.upgraded and not self.lost:
            self.transport.write(framed(b"ping"))


async def main(address: str, topics: list[list[str]], clients: int, each: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    host, port = address.removeprefix("http://").split(":")
    dice, tally, taken = random.Random(7), Tally(), set[str]()
    made: list[Client] = []
    for _ in range(clients):
        chosen = dice.sample(topics, each)
        names = {f'{product}","channel":"books","instId":"{symbol}' for product, symbol in chosen}
        _, client = await loop.create_connection(
            lambda chosen=chosen, own=names - taken: Client(tally, chosen, own),  # type: ignore[misc]
            host,
            int(port),
        )
        taken |= names
        made.append(client)
    began = time.monotonic()
    line_at, ping_at, end = began + LINE_SECONDS, began + PING_SECONDS, began + seconds
    while (now := time.monotonic()) < end:
        await asyncio.sleep(min(line_at, ping_at, end) - now)
        if time.monotonic() >= ping_at:
            ping_at += PING_SECONDS
            for client in made:
                client.ping()
        if time.monotonic() >= line_at:
            line_at += LINE_SECONDS
            say(tally, made, began, len(taken))
    say(tally, made, began, len(taken))


def say(tally: Tally, made: list[Client], began: float, heard: int) -> None:
    delays, tally.delays = tally.delays, Counter()
    line = {
        "seconds": round(time.monotonic() - began, 1),
        "frames": tally.frames,
        "updates": sum(tally.updates.values()),
        "quietest": min(tally.updates.values()) if len(tally.updates) == heard else 0,
        "heard": heard,
        "lost": sum(client.lost for client in made),
        "delays_ms": {str(part): reached(delays, part) for part in (500, 990, 999)} if delays else {},
    }
    print(json.dumps(line), flush=True)


def reached(delays: Counter[int], part: int) -> int:
    """The delay that so many of a thousand frames do not exceed."""
    left = delays.total() * part / 1_000
    for delay in sorted(delays):
        left -= delays[delay]
        if left <= 0:
            return delay
    return max(delays)


if __name__ == "__main__":
    asked = json.loads(sys.stdin.readline())
    uvloop.run(main(**asked))
