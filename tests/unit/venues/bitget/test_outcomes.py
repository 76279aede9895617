from __future__ import annotations

import re

from picaflor.venues.bitget.outcomes import NAMED, OUTCOMES
from picaflor.wire.asks import Refusal


def test_every_code_that_is_named_has_a_sentence_for_a_person() -> None:
    assert set(OUTCOMES) >= NAMED
    assert len(NAMED) > 300
    for code, (_, sentence) in OUTCOMES.items():
        assert re.fullmatch(r"[0-9]{3,6}", code)
        assert re.fullmatch(r"[A-Z][^{}|]{10,90}\.", sentence), code


def test_what_decides_over_an_order_is_set_with_care() -> None:
    """Unknown is the safe word; NOT_FOUND and CLOSED are hints only; DUPLICATE is taken as proof that ours is there."""
    kinds = {kind: {code for code, (said, _) in OUTCOMES.items() if said is kind} for kind in (None, *Refusal)}
    assert {"40010", "40015", "40200", "40725", "40808", "45001", "25000", "25001", "45023", "45024"} <= kinds[None]
    assert {code for code in kinds[Refusal.DUPLICATE] if "client id" not in OUTCOMES[code][1]} == set()
    assert {"43001", "43004", "40109", "40768", "25204"} <= kinds[Refusal.NOT_FOUND]
    assert {"43012", "40762", "25202", "25203"} <= kinds[Refusal.FUNDS]
    assert kinds[Refusal.UNAVAILABLE] == set(), "no code of theirs says that nothing was done because they are down"
