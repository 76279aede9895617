"""The two sockets of a connector, as their sessions: public, and private where there is an account."""

from __future__ import annotations

from picaflor.domain.events import Surprise
from picaflor.machines.session import Session, SessionHalted, TopicRefused
from picaflor.wire.venue import Domain, Venue

PUBLIC, PRIVATE = "public", "private"


def open_sessions(venue: Venue, domain: Domain, seed: int, *, private: bool) -> dict[str, Session]:
    signed = "signed_handshake" in venue.features
    by_key = venue.listen is not None  # it is told where to once there is a key
    conns = {PUBLIC: domain.public, PRIVATE: "" if by_key else domain.private} if private else {PUBLIC: domain.public}
    return {
        conn: Session(
            conn=conn,
            url=url,
            heartbeat=venue.heartbeat,
            private=conn == PRIVATE and not signed and not by_key,
            signed=conn == PRIVATE and signed,
            topics_per_frame=venue.topics_per_frame,
            acks=venue.subscribe_acks,
            seed=seed + number,
            write=venue.stream.write_client,
        )
        for number, (conn, url) in enumerate(conns.items())
    }


def surprise_of(told: SessionHalted | TopicRefused | Surprise) -> Surprise:
    """What a session could not have, in words for a person."""
    match told:
        case SessionHalted(_, code, words):
            return Surprise("login refused", f"{code} {words}")
        case TopicRefused(_, topic, code, words):
            return Surprise(f"no {topic.channel} {topic.symbol}".rstrip(), f"{code} {words}")
        case _:
            return told
