"""What comes in, in the words of the table of states."""

from __future__ import annotations

from typing import Final

from picaflor.machines.session.states import Word
from picaflor.wire.port import Closed, Opened
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    FillsFrame,
    Hearing,
    HearingAll,
    LoggedIn,
    LoginRefused,
    Nudged,
    OrdersFrame,
    Pong,
    PositionsFrame,
    Replied,
    StopsFrame,
    StreamRefused,
    Subscribed,
    TickersFrame,
    TradesFrame,
    Unreadable,
    Unsubscribed,
    VenueFrame,
)

Heard = Opened | Closed | VenueFrame

WORDS: Final[dict[type, Word]] = {
    Opened: Word.OPENED,
    Closed: Word.GONE,
    LoggedIn: Word.LOGGED_IN,
    LoginRefused: Word.LOGIN_REFUSED,
    Subscribed: Word.SUBSCRIBED,
    Hearing: Word.SUBSCRIBED,
    HearingAll: Word.SUBSCRIBED,
    Unsubscribed: Word.UNSUBSCRIBED,
    StreamRefused: Word.REFUSED,
    Pong: Word.PONG,
    Nudged: Word.NUDGED,
    Unreadable: Word.UNREADABLE,
    BookFrame: Word.DATA,
    TradesFrame: Word.DATA,
    OrdersFrame: Word.DATA,
    BalancesReport: Word.DATA,
    FillsFrame: Word.DATA,
    PositionsFrame: Word.DATA,
    StopsFrame: Word.DATA,
    TickersFrame: Word.DATA,
    CandlesFrame: Word.DATA,
    Replied: Word.DATA,
}
