"""The two sockets of a connector, as their sessions: public, and private where there is an account."""

from __future__ import annotations

from picaflor.machines.session import Session
from picaflor.wire.venue import Domain, Venue

PUBLIC, PRIVATE = "public", "private"


def open_sessions(venue: Venue, domain: Domain, seed: int, *, private: bool) -> dict[str, Session]:
    conns = {PUBLIC: domain.public, PRIVATE: domain.private} if private else {PUBLIC: domain.public}
    return {
        conn: Session(
            conn=conn,
            url=url,
            heartbeat=venue.heartbeat,
            private=conn == PRIVATE,
            topics_per_frame=venue.topics_per_frame,
            acks=venue.subscribe_acks,
            seed=seed + number,
            write=venue.stream.write_client,
        )
        for number, (conn, url) in enumerate(conns.items())
    }
