"""What a row of the venue table carries, as strategies: the laws of test_venues.py run over all of it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from picaflor.wire.asks import Answer, Ask
from picaflor.wire.stream import ClientFrame, VenueFrame

MS = 1_000_000

Answered = tuple[Ask, Answer, int]  # the question, the answer, and when it was given


@dataclass(frozen=True)
class Carried:
    asks: SearchStrategy[Ask]
    answers: SearchStrategy[Answered]
    client_frames: SearchStrategy[ClientFrame]
    venue_frames: SearchStrategy[tuple[VenueFrame, int]]
    frame_max: int  # bytes of one frame of a client


# Up to 15 whole digits and 18 decimals: wider than anything that is traded, within what the gate lets in.
amounts = st.builds(lambda digits, places: digits * 10 ** (36 - places), st.integers(1, 10**15), st.integers(0, 18))
maybe_zero = st.just(0) | amounts
signed = st.builds(lambda atoms, sign: atoms * sign, maybe_zero, st.sampled_from((1, -1)))
moments = st.integers(0, 4_000_000_000_000).map(lambda ms: ms * MS)
coins = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=8)
symbols = st.builds(lambda base, quote: base + quote, coins | st.sampled_from(("$ALT", "币安", "1000SATS")), coins)
ids = st.integers(10**18, 10**19 - 1).map(str)
client_ids = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_#+:", min_size=1, max_size=32)
words = st.text(min_size=1, max_size=30)
