"""The life of one websocket: open, log in, subscribe, stay awake, notice silence, come back without a storm."""

from picaflor.machines.session.facts import Fact, SessionDown, SessionHalted, SessionUp, TopicLive, TopicRefused
from picaflor.machines.session.machine import Output, Session
from picaflor.machines.session.states import State

__all__ = [
    "Fact",
    "Output",
    "Session",
    "SessionDown",
    "SessionHalted",
    "SessionUp",
    "State",
    "TopicLive",
    "TopicRefused",
]
