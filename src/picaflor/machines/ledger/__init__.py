"""Who owns what, to the last atom. The ledgers know no venue, no clock and no wire: fills and payments go in."""

from picaflor.machines.ledger.entries import Entry, Scribe, Why
from picaflor.machines.ledger.spot import Short, SpotLedger

__all__ = ["Entry", "Scribe", "Short", "SpotLedger", "Why"]
