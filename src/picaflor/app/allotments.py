"""`balance paper` and `balance limit`: how much a new paper account begins with, and how much a bot may use of a coin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from picaflor.app.configuration import load_config, set_value
from picaflor.app.problems import Usage
from picaflor.app.targets import find_target
from picaflor.settings.places import Places

PAPER_TABLE: Final = "paper_trade.balances"


@dataclass(frozen=True, slots=True)
class Allotted:
    key: str
    amount: str
    file: Path
    words: str


def allot(places: Places, words: tuple[str, ...]) -> Allotted:
    """`words`: as they were typed behind `balance`."""
    match words:
        case ("paper", coin, amount):
            return _paper(places, coin.upper(), amount)
        case ("limit", connector, coin, amount):
            return _limit(places, connector, coin.upper(), amount)
    raise Usage("say `balance paper ASSET AMOUNT` or `balance limit ID ASSET AMOUNT`")


def _paper(places: Places, coin: str, amount: str) -> Allotted:
    """What a new account would have had by itself it still has: naming one coin takes no other away."""
    config = load_config(places)
    for other, kept in config.table(PAPER_TABLE).items():
        if config.origin(f"{PAPER_TABLE}.{other}") == "default" and other != coin:
            set_value(places, f"{PAPER_TABLE}.{other}", str(kept))
    key = f"{PAPER_TABLE}.{coin}"
    file = set_value(places, key, amount)
    words = f"New paper accounts begin with {amount} {coin}; those that have begun keep what they have"
    return Allotted(key, amount, file, words)


def _limit(places: Places, connector: str, coin: str, amount: str) -> Allotted:
    row = find_target(connector).venue.id
    key = f"venues.{row}.balance_limit.{coin}"
    file = set_value(places, key, amount)
    return Allotted(key, amount, file, f"Each bot at {row} uses {amount} {coin} at most, from its next start on")
