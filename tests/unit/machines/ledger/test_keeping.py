"""A ledger that is written down and read again is the same; what is left out is what is not listed any more."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.machines.ledger.keeping import Kept, KeptContracts, KeptSpot, keep, restore
from picaflor.machines.ledger.lines import Resting
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.machines.ledger.terms import Terms
from picaflor.sim.venue.listing import contract_listing
from picaflor.venues import load

ROWS = contract_listing(load("bitget_perpetual"), 2)
BTC, ETH = (Terms(row.market, row.tiers) for row in ROWS)
ONE = 10**36


def through_bytes(kept: KeptSpot | KeptContracts) -> KeptSpot | KeptContracts:
    read: KeptSpot | KeptContracts = msgspec.json.decode(msgspec.json.encode(kept), type=Kept)
    return read


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 10**45)), st.lists(st.integers(0, 10**40), max_size=5))
def test_a_spot_ledger_is_found_as_it_was(funds: dict[str, int], holds: list[int]) -> None:
    ledger = SpotLedger()
    for asset, atoms in funds.items():
        ledger.deposit(asset, atoms)
    for no, atoms in enumerate(holds):
        if atoms <= ledger.free("a"):
            ledger.hold(no, "a", atoms)
    again = SpotLedger()
    restore(again, through_bytes(keep(ledger)), {})
    assert keep(again) == keep(ledger)
    for asset in "abc":
        assert (again.free(asset), again.held(asset)) == (ledger.free(asset), ledger.held(asset))
    for no in range(len(holds)):
        again.release(no)
    assert again.held("a") == 0


def contracts(*terms: Terms) -> PerpetualLedger:
    ledger = PerpetualLedger(PositionMode.HEDGE)
    for each in terms:
        ledger.list_terms(each)
        ledger.set_mark(each.market.pair, 60_000 * ONE)
    return ledger


def test_contracts_are_found_as_they_were_with_what_was_paid_once() -> None:
    ledger = contracts(BTC, ETH)
    ledger.deposit("USDT", 100_000 * ONE)
    ledger.set_margin_mode("BTC-USDT", MarginMode.ISOLATED)
    ledger.set_leverage("BTC-USDT", 7)
    ledger.fill("BTC-USDT", Side.BUY, 600_000, 500, 3 * ONE, "USDT", Hold.LONG)
    ledger.fill("BTC-USDT", Side.SELL, 610_000, 200, 3 * ONE, "USDT", Hold.SHORT)
    assert ledger.book_funding("BTC-USDT", -ONE, "pay-1", Hold.LONG)
    ledger.rest(9, "BTC-USDT", Resting(Hold.LONG, Side.SELL, 620_000, 100))
    again = contracts(BTC, ETH)
    restore(again, through_bytes(keep(ledger)), {9: ("BTC-USDT", Resting(Hold.LONG, Side.SELL, 620_000, 100))})
    assert keep(again) == keep(ledger)
    assert again.available("USDT") == ledger.available("USDT")
    assert again.equity("USDT") == ledger.equity("USDT")
    assert again.line("BTC-USDT").closers == ledger.line("BTC-USDT").closers
    assert not again.book_funding("BTC-USDT", -ONE, "pay-1", Hold.LONG)


def test_a_contract_that_is_listed_no_more_is_left_out() -> None:
    ledger = contracts(BTC, ETH)
    ledger.deposit("USDT", ONE)
    again = contracts(ETH)
    restore(again, keep(ledger), {})
    assert [pair for pair, _ in again.lines()] == ["ETH-USDT"]
    assert again.wallet("USDT") == ONE


def test_a_ledger_of_another_kind_is_no_ledger() -> None:
    with pytest.raises(ValueError, match="another kind"):
        restore(SpotLedger(), keep(contracts(BTC)), {})
