"""What a client says on a socket, both ways: logins, subscriptions, pings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, assert_never

from msgspec.json import Decoder, encode

from picaflor.venues.bitget.messages import Arg, Asked, LoginArg
from picaflor.venues.bitget.topics import arg_of, topic_of
from picaflor.venues.bitget.uta_calls import read_call, write_call
from picaflor.wire.decoding import BAD
from picaflor.wire.stream import Call, ClientFrame, Garbled, Login, Nodded, Ping, Subscribe, Topic, Unsubscribe

FRAME_MAX: Final = 4096  # bytes of one frame of a client
_ASKED: Final = Decoder(Asked)
_ARG: Final = Decoder(Arg)
_LOGIN: Final = Decoder(LoginArg)


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Ping():
            return (b"ping",)
        case Login(api_key, passphrase, timestamp, signature):
            arg = {"apiKey": api_key, "passphrase": passphrase, "timestamp": timestamp, "sign": signature}
            return (encode({"op": "login", "args": [arg]}),)
        case Subscribe(topics):
            return split("subscribe", topics, arg_of)
        case Unsubscribe(topics):
            return split("unsubscribe", topics, arg_of)
        case Nodded() | Garbled():
            return ()  # nobody nudges here, and the other is only ever read
        case Call():
            return (write_call(frame),)
        case _:
            assert_never(frame)


def split(op: str, topics: tuple[Topic, ...], arg: Callable[[Topic], object]) -> tuple[bytes, ...]:
    """Row 30: as many frames as it takes to keep each within the venue's size. `arg`: how a topic is told."""
    data = encode({"op": op, "args": [arg(topic) for topic in topics]})
    if len(data) <= FRAME_MAX or len(topics) < 2:
        return (data,)
    half = len(topics) // 2
    return split(op, topics[:half], arg) + split(op, topics[half:], arg)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    if data == b"ping":
        return (Ping(),)
    try:
        asked = _ASKED.decode(data)
        match asked.op:
            case "login":
                login = _LOGIN.decode(asked.args[0] if asked.args else b"{}")
                return (Login(login.apiKey, login.passphrase, str(login.timestamp), login.sign),)
            case "subscribe" | "unsubscribe":
                return _read_topics(asked)
            case "trade":
                return (read_call(data),)
            case _:
                return (Garbled("30003", f"invalid op: {asked.op[:40]}"),)
    except BAD:
        return (Garbled("30002", "illegal request"),)


def _read_topics(asked: Asked) -> tuple[ClientFrame, ...]:
    """What can be had is had; the rest is refused piece by piece, as the venue does."""
    topics: list[Topic] = []
    bad: list[ClientFrame] = []
    for raw in asked.args:
        arg = _ARG.decode(raw)
        topic = topic_of(arg)
        if topic is not None:
            topics.append(topic)
        else:
            channel, symbol = arg.channel or arg.topic, arg.instId or arg.coin
            words = f"instType:{arg.instType},channel:{channel},instId:{symbol} doesn't exist"
            bad.append(Garbled("30001", words))
    if not asked.args:
        return (Garbled("30016", "Param error"),)
    said = Subscribe(tuple(topics)) if asked.op == "subscribe" else Unsubscribe(tuple(topics))
    return (said, *bad) if topics else tuple(bad)
