"""All a session can be, all that can happen to it, and the one table that says what follows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    CLOSED = "closed"  # no socket; perhaps waiting to try again
    OPENING = "opening"
    LOGGING_IN = "logging_in"
    SUBSCRIBING = "subscribing"
    LIVE = "live"
    CLOSING = "closing"  # given up by us, the socket not yet reported gone
    HALTED = "halted"  # refused, and not to be tried again by itself


class Word(StrEnum):
    # told by the owner
    START = "start"
    STOP = "stop"
    RETRY = "retry"
    RECONNECT = "reconnect"
    # from the port
    OPENED = "opened"
    GONE = "gone"
    # from the venue
    LOGGED_IN = "logged_in"
    LOGIN_REFUSED = "login_refused"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"
    DATA = "data"
    NUDGED = "nudged"
    PONG = "pong"
    UNREADABLE = "unreadable"
    # from the time, or from what was waited for
    OPEN_DUE = "open_due"
    TOO_LATE = "too_late"
    SILENT = "silent"
    ENDING = "ending"
    UNACKED = "unacked"
    SETTLED = "settled"


class Do(StrEnum):
    NOTHING = "nothing"
    WANT = "want"
    REST = "rest"
    OPEN = "open"
    GREET = "greet"
    ENTER = "enter"
    LOSE = "lose"
    FORGET = "forget"
    HANG_UP = "hang_up"
    LEAVE = "leave"
    RENEW = "renew"
    HALT = "halt"
    REVIVE = "revive"
    ACKNOWLEDGE = "acknowledge"
    DISMISS = "dismiss"
    REFUSE = "refuse"
    TASTE = "taste"
    RISE = "rise"
    NOD = "nod"


Step = tuple[Do, tuple[State, ...]]  # what is done, and where that may lead

_UP: Final[Mapping[Word, Do]] = {
    Word.SUBSCRIBED: Do.ACKNOWLEDGE,
    Word.UNSUBSCRIBED: Do.DISMISS,
    Word.REFUSED: Do.REFUSE,
    Word.DATA: Do.TASTE,
    Word.PONG: Do.NOTHING,
    Word.NUDGED: Do.NOD,
    Word.UNREADABLE: Do.NOTHING,
    Word.START: Do.NOTHING,
    Word.RETRY: Do.NOTHING,
}
_GIVING_UP: Final[Mapping[Word, Step]] = {
    Word.STOP: (Do.LEAVE, (State.CLOSING,)),
    Word.RECONNECT: (Do.RENEW, (State.CLOSING,)),
    Word.SILENT: (Do.HANG_UP, (State.CLOSING,)),
    Word.GONE: (Do.LOSE, (State.CLOSED,)),
    Word.LOGIN_REFUSED: (Do.HALT, (State.HALTED,)),
}
_DEAF: Final = (
    Word.LOGGED_IN,
    Word.SUBSCRIBED,
    Word.UNSUBSCRIBED,
    Word.REFUSED,
    Word.DATA,
    Word.PONG,
    Word.NUDGED,
    Word.UNREADABLE,
)

TABLE: Final[Mapping[tuple[State, Word], Step]] = {
    (State.CLOSED, Word.START): (Do.WANT, (State.CLOSED,)),
    (State.CLOSED, Word.STOP): (Do.REST, (State.CLOSED,)),
    (State.CLOSED, Word.RETRY): (Do.NOTHING, (State.CLOSED,)),
    (State.CLOSED, Word.RECONNECT): (Do.NOTHING, (State.CLOSED,)),
    (State.CLOSED, Word.OPEN_DUE): (Do.OPEN, (State.OPENING,)),
    (State.CLOSED, Word.OPENED): (Do.HANG_UP, (State.CLOSING,)),  # the socket that we had given up came after all
    (State.CLOSED, Word.GONE): (Do.NOTHING, (State.CLOSED,)),
    (State.OPENING, Word.OPENED): (Do.GREET, (State.LOGGING_IN, State.SUBSCRIBING)),
    (State.OPENING, Word.GONE): (Do.LOSE, (State.CLOSED,)),
    (State.OPENING, Word.LOGIN_REFUSED): (Do.HALT, (State.HALTED,)),  # the handshake was the login
    (State.OPENING, Word.TOO_LATE): (Do.HANG_UP, (State.CLOSING,)),
    (State.OPENING, Word.STOP): (Do.LEAVE, (State.CLOSING,)),
    (State.OPENING, Word.START): (Do.NOTHING, (State.OPENING,)),
    (State.OPENING, Word.RETRY): (Do.NOTHING, (State.OPENING,)),
    (State.OPENING, Word.RECONNECT): (Do.NOTHING, (State.OPENING,)),
    **{(State.LOGGING_IN, word): step for word, step in _GIVING_UP.items()},
    (State.LOGGING_IN, Word.LOGGED_IN): (Do.ENTER, (State.SUBSCRIBING,)),
    (State.LOGGING_IN, Word.TOO_LATE): (Do.HANG_UP, (State.CLOSING,)),
    (State.LOGGING_IN, Word.START): (Do.NOTHING, (State.LOGGING_IN,)),
    (State.LOGGING_IN, Word.RETRY): (Do.NOTHING, (State.LOGGING_IN,)),
    (State.LOGGING_IN, Word.PONG): (Do.NOTHING, (State.LOGGING_IN,)),
    (State.LOGGING_IN, Word.NUDGED): (Do.NOD, (State.LOGGING_IN,)),
    (State.LOGGING_IN, Word.UNREADABLE): (Do.NOTHING, (State.LOGGING_IN,)),
    **{(state, word): step for state in (State.SUBSCRIBING, State.LIVE) for word, step in _GIVING_UP.items()},
    **{(state, word): (do, (state,)) for state in (State.SUBSCRIBING, State.LIVE) for word, do in _UP.items()},
    (State.SUBSCRIBING, Word.UNACKED): (Do.HANG_UP, (State.CLOSING,)),
    (State.LIVE, Word.UNACKED): (Do.HANG_UP, (State.CLOSING,)),
    (State.SUBSCRIBING, Word.ENDING): (Do.RENEW, (State.CLOSING,)),
    (State.LIVE, Word.ENDING): (Do.RENEW, (State.CLOSING,)),
    (State.SUBSCRIBING, Word.SETTLED): (Do.RISE, (State.LIVE,)),
    (State.CLOSING, Word.GONE): (Do.FORGET, (State.CLOSED,)),
    (State.CLOSING, Word.TOO_LATE): (Do.FORGET, (State.CLOSED,)),
    (State.CLOSING, Word.OPENED): (Do.NOTHING, (State.CLOSING,)),
    (State.CLOSING, Word.START): (Do.WANT, (State.CLOSING,)),
    (State.CLOSING, Word.STOP): (Do.REST, (State.CLOSING,)),
    (State.CLOSING, Word.RETRY): (Do.NOTHING, (State.CLOSING,)),
    (State.CLOSING, Word.RECONNECT): (Do.NOTHING, (State.CLOSING,)),
    (State.CLOSING, Word.LOGIN_REFUSED): (Do.NOTHING, (State.CLOSING,)),
    (State.HALTED, Word.RETRY): (Do.REVIVE, (State.CLOSED, State.CLOSING)),
    (State.HALTED, Word.STOP): (Do.REST, (State.HALTED,)),
    (State.HALTED, Word.START): (Do.WANT, (State.HALTED,)),
    (State.HALTED, Word.RECONNECT): (Do.NOTHING, (State.HALTED,)),
    (State.HALTED, Word.GONE): (Do.FORGET, (State.HALTED,)),
    (State.HALTED, Word.LOGIN_REFUSED): (Do.NOTHING, (State.HALTED,)),
    **{(state, word): (Do.NOTHING, (state,)) for state in (State.CLOSING, State.HALTED) for word in _DEAF},
}
