"""Restart: what a process knew is rebuilt from its journal and the venue, by the path that is walked at every start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import Side, Tif
from picaflor.sim.venue.faults import RequestFault
from picaflor.storage.journal import JournalWriter
from picaflor.wire.asks import Place
from tests.spec.card import ROWS, Card, ready

rows = pytest.mark.parametrize("venue", ROWS)
S = OrderState


def restart(card: Card) -> None:
    card.world.kill()
    assert card.connector.gate.startswith("waiting for")
    card.until_open(120)
    card.rest()


@rows
def test_x1_open_partly_filled_and_unknown_orders_are_rebuilt(venue: str) -> None:
    card = ready(venue)
    rests = card.place(Side.BUY, 2_000, card.bid - 1_000)
    part = card.place(Side.BUY, 2_000, card.middle)
    gone = card.place(Side.SELL, 1_000, card.ask + 2_000)
    card.run(1)
    card.by_stranger(Side.SELL, 700, card.order(part).ticks or 0, Tif.IOC)
    card.cancel(gone)
    card.run(1)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    arrived = card.place(Side.BUY, 1_000, card.bid - 2_000)
    card.world.exchange.faults.order(RequestFault.DROP_REQUEST)
    lost = card.place(Side.BUY, 1_000, card.bid - 3_000)
    restart(card)
    card.until(lambda: card.order(lost).state is S.ABSENT, 120)
    assert [card.order(name).state for name in (rests, part, gone, arrived)] == [S.OPEN, S.PARTIAL, S.CANCELLED, S.OPEN]
    assert card.order(part).filled == 700
    assert card.account.accepted == 4
    assert card.asked(Place) == []  # of the new process
    card.run(70)
    card.books_agree()


@rows
def test_x1_an_intent_whose_request_never_left_is_asked_for_and_called_absent(venue: str) -> None:
    card = ready(venue)
    card.world.joint.cut(True)
    name = card.place(Side.BUY, 1_000, card.bid)
    card.world.joint.cut(False)
    restart(card)
    card.until(lambda: card.order(name).state is S.ABSENT, 120)
    assert card.account.accepted == 0


@rows
def test_x2_fills_made_while_away_are_booked_once(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.BUY, 3_000, card.middle)
    card.run(1)
    ticks = card.order(name).ticks or 0
    card.by_stranger(Side.SELL, 400, ticks, Tif.IOC)
    card.run(1)
    card.world.joint.cut(True)
    card.by_stranger(Side.SELL, 600, ticks, Tif.IOC)
    card.run(1)
    card.world.joint.cut(False)
    restart(card)
    assert (card.order(name).state, card.order(name).filled) == (S.PARTIAL, 1_000)
    assert [fill.lots for fill in card.world.fills()] == [400, 600]
    card.world.kill()
    card.by_stranger(Side.SELL, 2_000, ticks, Tif.IOC)
    card.until_open(120)
    card.rest()
    assert card.order(name).state is S.FILLED
    assert [fill.lots for fill in card.world.fills()] == [400, 600, 2_000]
    card.run(70)
    card.books_agree()


def test_x3_a_second_process_on_the_same_account_and_bot_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    """Its journal is the account's and the bot's: who holds it holds them."""
    first = JournalWriter(tmp_path / "journal", {})
    program = (
        "import pathlib, sys; from picaflor.storage.journal import JournalWriter as W; W(pathlib.Path(sys.argv[1]), {})"
    )
    second = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "journal")], capture_output=True, text=True, check=False
    )
    first.close()
    assert second.returncode != 0
    assert f"process {os.getpid()}" in second.stderr
