"""What a switch may be set to, and that a row has the rule if and only if it has the feature and the ask."""

from __future__ import annotations

import pytest

from picaflor.venues import ROWS, load
from picaflor.wire.dead_man import ArmSwitch, SwitchRule


def test_without_a_most_any_time_is_allowed_from_the_least_on() -> None:
    allowed = [[rule.allows(n) for n in (4, 5, 60, 61)] for rule in (SwitchRule(5), SwitchRule(5, 60))]
    assert allowed == [[False, True, True, True], [False, True, True, False]]


@pytest.mark.parametrize("row", ROWS)
def test_rule_feature_and_ask_go_together(row: str) -> None:
    for spoken in load(row).kinds():
        has = spoken.dead_man is not None
        assert has is ("dead_man" in spoken.features) is (ArmSwitch in spoken.costs), spoken.account_kind
