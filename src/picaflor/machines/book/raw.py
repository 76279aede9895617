"""The book of a venue that matters: whole messages in, as they came off the socket, and no object made of any of them."""

from __future__ import annotations

from picaflor.domain.book import Trust
from picaflor.domain.market import Market
from picaflor.kernels import raw as at
from picaflor.kernels.levels import pack
from picaflor.kernels.raw import apply_message
from picaflor.kernels.turn import GOOD, KEPT, MOVED, OUTCOME, REFUSED
from picaflor.machines.book.envelope import ReadFrame, make_reader
from picaflor.machines.book.fast import TRUSTED, FastBook
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Dialect


class RawBook(FastBook):
    """Offer it messages as they come, or feed it those of its topic and no others: then `read` is the slow way."""

    __slots__ = ("_read", "_topic")

    def __init__(
        self, market: Market, rule: BookRule, envelope: Envelope, topic: bytes = b"", read: ReadFrame | None = None
    ) -> None:
        super().__init__(market, rule)
        if rule.dialect is not Dialect.PAIRS:
            raise ValueError(f"no raw kernel for {rule.dialect}")
        if len(envelope.idle) > at.IDLE_MAX:
            raise ValueError("the envelope does not fit")
        self._topic = b""
        for word, name in {
            at.ACTION: envelope.action,
            at.SNAPSHOT_WORD: envelope.snapshot,
            at.UPDATE_WORD: envelope.update,
            at.TOPIC: envelope.topic,
            at.DATA: envelope.data,
            at.BIDS_NAME: envelope.bids,
            at.ASKS_NAME: envelope.asks,
            at.SEQ_NAME: envelope.seq,
            at.PREV_NAME: envelope.prev,
            at.CHECKSUM_NAME: envelope.checksum,
            at.TIME_NAME: envelope.time,
            **dict(enumerate(envelope.idle, at.IDLE)),
        }.items():
            self._view[word] = pack(name)
        self._view[at.LISTED], self._view[at.BARE], self._view[at.TIMED] = (
            envelope.listed,
            envelope.bare,
            envelope.timed,
        )
        if topic and not self.know(topic):
            raise ValueError("the topic does not fit")
        self._read = read or (make_reader(envelope, topic, market.symbol) if topic else _cannot_read)

    def know(self, topic: bytes) -> bool:
        if self._topic or len(topic) > 8 * at.TOPIC_WORDS_MAX:
            return topic == self._topic
        self._topic = topic
        self._view[at.TOPIC_BYTES] = len(topic)
        for word in range(0, len(topic), 8):
            self._view[at.TOPIC_BYTES + 1 + word // 8] = int.from_bytes(topic[word : word + 8], "little", signed=True)
        return True

    def offer(self, data: bytes, now_ns: int) -> bool:
        if self._naive is not None or not self._topic:
            return False
        try:
            code = apply_message(data, self._words)
        except IndexError:  # cut off
            return False
        if code & OUTCOME == GOOD and self.trust is TRUSTED:
            self.changed = code > MOVED
            self.at_ns = now_ns
            return True
        if code <= KEPT:
            return False
        self._settle_with(code, now_ns)
        return True

    def feed(self, data: bytes, now_ns: int) -> Trust:
        """The trust after this message; one that cannot be read breaks it."""
        if self._naive is None:
            try:
                code = apply_message(data, self._words)
            except IndexError:  # cut off
                code = REFUSED
            if code & OUTCOME == GOOD and self.trust is TRUSTED:  # nearly always; KEPT and worse go the long way round
                self.changed = code > MOVED
                self.at_ns = now_ns
                return TRUSTED
            if code >= KEPT:
                return self._settle_with(code, now_ns)
        frame = self._read(data)
        if frame is not None:
            return self.apply(frame, now_ns)
        self.lost(Trust.UNREADABLE)
        return self.trust


def _cannot_read(_data: bytes) -> BookFrame | None:
    raise AssertionError("a book without a topic of its own is offered messages, and not fed them")
