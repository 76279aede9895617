"""The slow reader of whole book messages, which referees the raw kernel; and where a message says what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import DecodeError, Raw, convert, defstruct
from msgspec.json import Decoder, decode

from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame

ReadFrame = Callable[[bytes], BookFrame | None]
_ABSENT = Raw(b"")


def read_topic(envelope: Envelope, data: bytes) -> bytes | None:
    """The topic of a message, byte for byte: where a message belongs, and what a raw book is made for."""
    try:
        topic = decode(data, type=dict[str, Raw]).get(envelope.topic)
    except DecodeError:
        return None
    return bytes(topic) if topic is not None else None


def make_reader(envelope: Envelope, topic: bytes, symbol: str) -> ReadFrame:
    """Reads a message as a frame of one topic's book; None where it is not one."""
    inner = _struct("Inner", envelope, ("bids", "asks"), ("seq", "prev", "checksum"))
    fields: list[tuple[str, Any]] = [("action", str), ("topic", Raw)]
    fields.append(("data", tuple[inner] if envelope.listed else inner))  # type: ignore[valid-type]
    outer = defstruct("Outer", fields, rename={name: getattr(envelope, name) for name, _ in fields})
    decoder: Decoder[Any] = Decoder(outer)
    wanted = decode(topic)

    def read(data: bytes) -> BookFrame | None:
        try:
            message = decoder.decode(data)
            body = message.data[0] if envelope.listed else message.data
            if message.action not in (envelope.snapshot, envelope.update):
                return None
            if bytes(message.topic) != topic and decode(message.topic) != wanted:
                return None
            return BookFrame(
                symbol=symbol,
                snapshot=message.action == envelope.snapshot,
                bids=bytes(body.bids),
                asks=bytes(body.asks),
                seq=_number(body.seq),
                prev=_number(body.prev),
                checksum=_number(body.checksum),
            )
        except (DecodeError, ValueError, RecursionError):
            return None

    return read


def _struct(name: str, envelope: Envelope, raw: tuple[str, ...], numbers: tuple[str, ...]) -> type[Any]:
    fields: list[tuple[str, Any, Any]] = [(field, Raw, _ABSENT) for field in raw]
    fields += [(field, int | str | None, None) for field in numbers]
    return defstruct(name, fields, rename={field: getattr(envelope, field) for field in (*raw, *numbers)})


def _number(value: int | str | None) -> int | None:
    """An integer, or digits in quotes, as the unified account writes its sequence."""
    return convert(value, int, strict=False) if isinstance(value, str) else value
