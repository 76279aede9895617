"""What is asked of all that a customer has: an account with one wallet is set up as one, on every floor; one with several
purses moves money between them."""

from __future__ import annotations

from collections.abc import Sequence

from picaflor.domain.orders import PositionMode
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue import purses
from picaflor.sim.venue.kinds import in_words_of
from picaflor.sim.venue.rows import Row
from picaflor.wire.asks import Answer, Ask, Refused
from picaflor.wire.contracts import Agreed, MarginSetups, ReadSetup, SetPositionMode
from picaflor.wire.venue import Venue


def together(rows: Sequence[Row], spoken: Venue, number: int, ask: Ask, now_ns: int) -> Answer | Refused | None:
    """None: it is asked of one floor alone, or by an account whose floors are apart."""
    if (moved := purses.answer(rows, number, ask, now_ns)) is not None:
        return moved
    contracts = [row for row in rows if row.venue.product]
    if "one_wallet" not in spoken.features or len(contracts) < 2:
        return None
    if isinstance(ask, SetPositionMode):
        return _switch(contracts, spoken, number, ask.mode, now_ns)
    if not isinstance(ask, ReadSetup) or ask.symbol:
        return None
    told = [row.answers.private(row.floor.accounts[number], ask, now_ns) for row in contracts]
    return MarginSetups(tuple(setup for each in told if isinstance(each, MarginSetups) for setup in each.rows))


def _switch(rows: Sequence[Row], spoken: Venue, number: int, mode: PositionMode, now_ns: int) -> Agreed | Refused:
    """On all floors or on none."""
    before: list[tuple[Row, PositionMode]] = []
    for row in rows:
        account = row.floor.accounts[number]
        assert isinstance(account.ledger, PerpetualLedger)
        was = account.ledger.mode
        answer = row.answers.private(account, SetPositionMode(mode), now_ns)
        if isinstance(answer, Refused):
            for other, old in before:
                other.answers.private(other.floor.accounts[number], SetPositionMode(old), now_ns)
            refused = in_words_of(spoken, row.venue, answer)
            assert isinstance(refused, Refused)
            return refused
        before.append((row, was))
    return Agreed()
