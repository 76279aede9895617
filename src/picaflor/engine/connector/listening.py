"""The key by which a private socket is opened, where a venue has such keys: asked for, kept alive, asked for anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from picaflor.domain.events import Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet, Tell
from picaflor.machines.session import Session
from picaflor.machines.session.machine import Output
from picaflor.wire.asks import Refused
from picaflor.wire.contracts import Agreed
from picaflor.wire.listening import KeepListening, Listening, OpenListening
from picaflor.wire.port import Closed, Opened
from picaflor.wire.venue import Domain, Venue

SECOND: Final = 1_000_000_000
RETRY_NS: Final = 2 * SECOND
KEEP_RETRY_NS: Final = 30 * SECOND
PATIENCE_NS: Final = 8 * SECOND
PURPOSE: Final = "listening"
Obey = Callable[[tuple[Output, ...], int], None]


class Listener(Quiet):
    """Where the row has no such keys, or nothing private is wanted, it has nothing to do."""

    name = PURPOSE

    def __init__(
        self, venue: Venue, domain: Domain, desk: Desk, session: Session | None, obey: Obey, tell: Tell
    ) -> None:
        self.rule = venue.listen if session is not None else None
        self.key = ""
        self._stem = domain.private
        self._session = session
        self._obey = obey
        self._desk = desk
        self._tell = tell
        self._due_ns: int | None = None
        self._ends_ns = 0  # when the key is over unless it is kept

    def _dial(self, key: str, now_ns: int) -> None:
        """By this key; "": by none, and what is open by an old one is of no use."""
        private = self._session
        assert private is not None
        private.url = self._stem + key if key else ""
        if key:
            self._obey(private.tick(now_ns), now_ns)
        elif not private.waiting_for():
            self._obey(private.reconnect("its listen key is over", now_ns), now_ns)

    def met(self, what: Opened | Closed, now_ns: int) -> None:
        """The socket is gone, or was not opened: with another key the next one will not fail for the same reason."""
        if self.key and isinstance(what, Closed) and self._session is not None and what.conn == self._session.conn:
            self._forget(now_ns)

    def _forget(self, now_ns: int) -> None:
        self.key = ""
        self._due_ns = now_ns
        self._dial("", now_ns)

    def due(self) -> int | None:
        return self._due_ns

    def tick(self, now_ns: int) -> None:
        if not self.key:
            self._due_ns = now_ns + PATIENCE_NS
            self._desk.ask(OpenListening(), PURPOSE, now_ns)
        elif now_ns >= self._ends_ns:
            self._forget(now_ns)
        else:
            self._due_ns = min(now_ns + KEEP_RETRY_NS, self._ends_ns)
            self._desk.ask(KeepListening(self.key), PURPOSE, now_ns)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        if errand.purpose != PURPOSE:
            return False
        match errand.ask, result:
            case OpenListening(), Listening(key) if not self.key:
                self.key = key
                self._kept(errand.asked_ns)
                self._dial(key, now_ns)
            case OpenListening(), Refused(code, words) if not self.key:
                self._due_ns = now_ns + RETRY_NS
                self._tell(Surprise("no listen key", f"{code} {words}"))
            case KeepListening(key), Agreed() if key == self.key:
                self._kept(errand.asked_ns)
            case KeepListening(key), Refused(code, words) if key == self.key:
                self._tell(Surprise("the listen key was not kept", f"{code} {words}"))
                self._forget(now_ns)
            case _ if not self.key:
                self._due_ns = now_ns + RETRY_NS
        return True

    def _kept(self, asked_ns: int) -> None:
        assert self.rule is not None
        self._ends_ns = asked_ns + self.rule.lasts_ns
        self._due_ns = asked_ns + self.rule.keep_every_ns

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        if self.rule is not None and self._due_ns is None:
            self._due_ns = now_ns

    def missing(self) -> list[str]:
        return [] if self.key or self.rule is None else ["listen key"]
