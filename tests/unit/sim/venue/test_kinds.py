from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.kinds import in_words_of
from picaflor.venues import load
from picaflor.wire.asks import Ask, Cancelling, Place, Placed, PlacedMany, ReadBalances, ReadOrder, Refusal, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import BalancesReport
from picaflor.wire.venue import Venue

ROW = load("bitget")
UNIFIED = ROW.spoken_by("unified")
NOW = 1_785_500_000_000_000_000
CLASSIC_KEYS = PlainKeys("classic", "c" * 16, "p")
UNIFIED_KEYS = PlainKeys("unified", "u" * 16, "p")


@pytest.fixture
def house() -> Exchange:
    exchange, _ = make_exchange(ROW, 1, 1)
    exchange.open_account(CLASSIC_KEYS, {"USDT": read_atoms("100")})
    exchange.open_account(UNIFIED_KEYS, {"USDT": read_atoms("200")}, kind="unified")
    return exchange


def asked(house: Exchange, spoken: Venue, ask: Ask, keys: PlainKeys) -> object:
    reply = house.request(spoken.auth.sign(spoken.rest.write_ask(ask), keys, NOW), NOW).reply
    assert reply is not None
    return spoken.rest.read_answer(ask, reply)


@pytest.mark.parametrize(("spoken", "keys", "money"), [(ROW, CLASSIC_KEYS, "100"), (UNIFIED, UNIFIED_KEYS, "200")])
def test_accounts_of_both_kinds_live_in_one_house(house: Exchange, spoken: Venue, keys: PlainKeys, money: str) -> None:
    answer = asked(house, spoken, ReadBalances(), keys)
    assert isinstance(answer, BalancesReport)
    assert [(row.asset, row.free) for row in answer.rows] == [("USDT", read_atoms(money))]


@pytest.mark.parametrize(("spoken", "keys", "code"), [(UNIFIED, CLASSIC_KEYS, "40084"), (ROW, UNIFIED_KEYS, "40085")])
def test_the_other_kinds_requests_are_refused_before_the_signature(
    house: Exchange, spoken: Venue, keys: PlainKeys, code: str
) -> None:
    for signed_by in (keys, replace(keys, secret="w" * 16)):
        answer = asked(house, spoken, ReadBalances(), signed_by)
        assert isinstance(answer, Refused)
        assert (answer.code, answer.kind) == (code, Refusal.AUTH)


def test_of_whom_nobody_knows_there_is_no_kind(house: Exchange) -> None:
    answer = asked(house, UNIFIED, ReadBalances(), PlainKeys("nobody", "n" * 16, "p"))
    assert isinstance(answer, Refused)
    assert answer.code == "40037"


def test_a_wrong_signature_of_the_right_kind_is_a_wrong_signature(house: Exchange) -> None:
    answer = asked(house, UNIFIED, ReadBalances(), replace(UNIFIED_KEYS, secret="w" * 16))
    assert isinstance(answer, Refused)
    assert answer.code == "40009"


def test_what_a_floor_refuses_is_told_in_the_codes_of_the_kind(house: Exchange) -> None:
    symbol = next(iter(house.floor.markets))
    order = Place(symbol, "mine", Side.SELL, OrderType.LIMIT, read_atoms("1"), read_atoms("60000"))
    for spoken, keys, code in ((ROW, CLASSIC_KEYS, "43012"), (UNIFIED, UNIFIED_KEYS, "25202")):
        answer = asked(house, spoken, order, keys)
        assert isinstance(answer, Refused)
        assert (answer.code, answer.kind) == (code, Refusal.FUNDS)
    assert asked(house, UNIFIED, ReadOrder(symbol, "unheard"), UNIFIED_KEYS) is not None


def test_only_refusals_change_their_words() -> None:
    taken = Cancelling("mine", "1")
    odd = Refused("12345", "of no rule", Refusal.OTHER)
    assert in_words_of(UNIFIED, ROW, taken) is taken
    assert in_words_of(UNIFIED, ROW, odd) is odd
    funds = Refused(*ROW.refusals["funds"], Refusal.FUNDS)
    assert in_words_of(ROW, ROW, funds) is funds
    assert structs.asdict(in_words_of(UNIFIED, ROW, funds))["code"] == "25202"


def test_each_refusal_of_a_batch_changes_its_words() -> None:
    funds = Refused(*ROW.refusals["funds"], Refusal.FUNDS)
    taken = Placed("x", "1")
    told = in_words_of(UNIFIED, ROW, PlacedMany((("x", taken), ("y", funds))))
    assert isinstance(told, PlacedMany)
    assert [getattr(row, "code", "") for _, row in told.rows] == ["", "25202"]
    assert told.rows[0] == ("x", taken)
