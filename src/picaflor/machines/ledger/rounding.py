"""The one place that says how amounts are rounded, for the venue's ledger and for ours: towards zero, at stated places.

The exact product of a price and a size is a whole number of atoms, so only two things ever round: money that a venue
books with fewer decimals than that product has, and divisions (an average, an inverse contract, a fee's rate).
"""

from __future__ import annotations

from typing import Final

from picaflor.domain.market import Market
from picaflor.domain.numbers import ATOM_PLACES, ONE, round_atoms

FEE_PLACES: Final = 18  # as fine as a wire number can be


def worth(market: Market, ticks: int, lots: int) -> int:
    """The quote atoms that change hands in a fill."""
    return round_atoms(market.notional(ticks, lots), market.quote_places)


def cover(market: Market, ticks: int, lots: int, fee_rate: int = 0) -> int:
    """The quote atoms to hold for a limit buy: never less than its fills cost, with the fee where quote pays it."""
    exact = market.notional(ticks, lots) * (ONE + max(0, fee_rate))
    unit = int(10 ** (ATOM_PLACES - market.quote_places)) * ONE
    return -(-exact // unit) * unit // ONE


def fee_on(received: int, rate: int, places: int = FEE_PLACES) -> int:
    """The fee on an amount; a negative rate is a rebate."""
    return booked(share(received, rate, ONE), places)


def booked(atoms: int, places: int) -> int:
    """Profit, fees and funding as a wallet shows them."""
    return round_atoms(atoms, places)


def share(atoms: int, part: int, whole: int) -> int:
    """atoms × part / whole, towards zero, whatever the signs."""
    product = atoms * part
    return product // whole if (product >= 0) == (whole > 0) else -(-product // whole)
