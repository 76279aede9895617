from __future__ import annotations

from picaflor.venues.bitmart import futures_rest, rest
from picaflor.venues.bitmart.futures_limits import COSTS
from picaflor.wire.asks import Place, ReadBalances, ReadMarkets, ReadTime
from picaflor.wire.net import Request


def test_everything_that_can_be_asked_has_a_cost() -> None:
    assert futures_rest.TABLE.asks == frozenset(COSTS)


def test_what_is_only_read_is_let_in_by_the_key_alone() -> None:
    assert ReadBalances in futures_rest.BY_KEY_ALONE
    assert not {Place, ReadMarkets} & futures_rest.BY_KEY_ALONE


def test_a_house_knows_whose_a_request_is() -> None:
    details = Request("GET", futures_rest.HOST, "/contract/public/details")
    assert (rest.knows(details), futures_rest.knows(details)) == (False, True)
    assert rest.read_ask(details), "a house without contracts answers that it has none"
    time = futures_rest.write_ask(ReadTime())
    assert (rest.knows(time), futures_rest.knows(time)) == (True, False)
