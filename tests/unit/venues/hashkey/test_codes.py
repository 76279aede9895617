"""What a code means, by ask and status."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.codes import OUTCOMES, judge, refuse, same_code
from picaflor.wire.asks import CancelAll, ReadBalances, Refusal, Refused, Unclear


@pytest.mark.parametrize(
    ("code", "text"), [(0, "0"), ("0", "0"), ("0000", "0"), (-1143, "-1143"), ("0401", "0401"), ("", "")]
)
def test_codes_come_as_numbers_and_texts(code: int | str, text: str) -> None:
    assert same_code(code) == text


@pytest.mark.parametrize(
    ("ask", "status", "code", "kind"),
    [
        (CancelAll("A"), 400, "0401", Refusal.FUNDS),
        (CancelAll("A"), 429, "", Refusal.RATE),
        (CancelAll("A"), 418, "", Refusal.RATE),
        (CancelAll("A"), 500, "0401", None),
        (CancelAll("A"), 400, "-1006", None),
        (CancelAll("A"), 400, "-9999", None),
        (ReadBalances(), 400, "-9999", Refusal.OTHER),
        (ReadBalances(), 400, "-1021", Refusal.AUTH),
    ],
)
def test_the_judgement(ask: CancelAll | ReadBalances, status: int, code: str, kind: Refusal | None) -> None:
    told = judge(ask, status, code, "words")
    assert (told.kind if isinstance(told, Refused) else None) is kind
    assert isinstance(told, Unclear) is (kind is None)


def test_a_refusal_has_the_kind_that_its_code_has() -> None:
    assert refuse("-1141", "Duplicate order").kind is OUTCOMES["-1141"][0] is Refusal.DUPLICATE
