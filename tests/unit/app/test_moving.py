"""What is asked before money moves, and what is said when nobody knows whether it did."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app.moving import move, need_purses, read_transfer
from picaflor.app.problems import TooLate, Usage
from picaflor.app.targets import find_target
from picaflor.domain.numbers import ONE
from picaflor.wire.asks import Unclear
from picaflor.wire.net import NoAnswer
from picaflor.wire.wallet import Purse, Transfer, Transferred

ASK = Transfer("USDT", ONE, Purse.SPOT, Purse.WALLET)


def test_a_move_as_it_is_typed() -> None:
    assert read_transfer("usdt", "1", "Spot", "wallet") == ASK


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("USDT", "one", "spot", "wallet"), "no amount"),
        (("USDT", "0", "spot", "wallet"), "how much"),
        (("USDT", "-1", "spot", "wallet"), "no amount"),
        (("USDT", "1", "spot", "spot"), "nothing to move"),
        (("USDT", "1", "spot", "derivatives"), "wallet, spot, contracts"),
    ],
)
def test_what_cannot_be_meant(typed: tuple[str, str, str, str], why: str) -> None:
    with pytest.raises(Usage, match=why):
        read_transfer(*typed)


def test_where_there_are_purses() -> None:
    need_purses(find_target("hitbtc"))
    with pytest.raises(Usage, match="of hitbtc it is known"):
        need_purses(find_target("bitmart"))
    with pytest.raises(Usage, match="one purse"):
        need_purses(find_target("hitbtc_paper_trade"))


class Silent:
    """A visit to a venue that says one thing."""

    target = find_target("hitbtc")
    keys = None

    def __init__(self, said: object) -> None:
        self.said = said

    async def ask(self, _ask: object) -> Any:
        return self.said

    def judged(self, answer: object, _kind: object) -> Any:
        return answer


@pytest.mark.parametrize("said", [NoAnswer("timed out"), Unclear("HTTP 504")])
def test_without_an_answer_nobody_says_try_again(said: object) -> None:
    with pytest.raises(TooLate, match=r"did not say whether it moved .*: look at both purses before you ask again"):
        asyncio.run(move(Silent(said), ASK))  # type: ignore[arg-type]


def test_with_one_it_is_told_what_moved() -> None:
    (row,) = asyncio.run(move(Silent(Transferred("a1")), ASK))  # type: ignore[arg-type]
    assert row == {"asset": "USDT", "amount": "1", "from": "spot", "to": "wallet", "seen": "", "transfer": "a1"}
