"""What a session tells its owner. A closed list; a Surprise of the domain comes beside it."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.wire.stream import Topic


@dataclass(frozen=True, slots=True)
class SessionUp:
    """Every topic is live or was refused; `ready` says whether none was refused."""

    conn: str


@dataclass(frozen=True, slots=True)
class SessionDown:
    """The socket is gone or given up. Whatever it fed is no longer true."""

    conn: str
    why: str


@dataclass(frozen=True, slots=True)
class SessionHalted:
    """The venue refused our login. Nothing is tried again until somebody says so."""

    conn: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class TopicLive:
    conn: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class TopicRefused:
    """It will be asked for again at `again_ns`."""

    conn: str
    topic: Topic
    code: str
    words: str
    again_ns: int


Fact = SessionUp | SessionDown | SessionHalted | TopicLive | TopicRefused
