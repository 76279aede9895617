"""Switches of a house: armed, moved on, disarmed; and what each takes with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.orders import Side
from picaflor.sim.venue.dead_man import SECOND, Switches
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Refused
from picaflor.wire.dead_man import ArmSwitch, SwitchRule, SwitchTaken
from tests.unit.sim.venue.contracts import BTC, ETH, NOW, House

BY_SYMBOL, OF_ALL = SwitchRule(5 * SECOND, 60 * SECOND, by_symbol=True), SwitchRule(5 * SECOND)
ODD = NOW + SECOND // 2


def house(rule: SwitchRule | None) -> House:
    return House(replace(load("bitget_perpetual"), dead_man=rule))


def arm(home: House, switches: Switches, seconds: int, symbol: str = BTC, now_ns: int = NOW) -> SwitchTaken | Refused:
    return switches.arm(home.floor, home.one, ArmSwitch(symbol, seconds * SECOND), now_ns)


def both(home: House, who: VenueAccount) -> None:
    home.put(who, Side.BUY, "0.01", "50000")
    home.put(who, Side.BUY, "0.1", "2000", symbol=ETH)


def symbols(who: VenueAccount) -> list[str]:
    return sorted(order.market.symbol for order in who.live.values())


def test_it_takes_the_orders_of_its_symbol_and_of_its_account() -> None:
    home = house(BY_SYMBOL)
    switches = Switches([home.floor])
    both(home, home.one)
    both(home, home.two)
    assert arm(home, switches, 10, now_ns=ODD) == SwitchTaken(NOW, NOW + 10 * SECOND)
    assert switches.due() == NOW + 10 * SECOND
    switches.tick(NOW + 10 * SECOND - 1)
    assert symbols(home.one) == [BTC, ETH]
    switches.tick(NOW + 10 * SECOND)
    assert (symbols(home.one), symbols(home.two), switches.due()) == ([ETH], [BTC, ETH], None)


def test_a_later_one_takes_its_place_and_nothing_disarms_it() -> None:
    home = house(BY_SYMBOL)
    switches = Switches([home.floor])
    arm(home, switches, 10)
    arm(home, switches, 10, now_ns=NOW + 8 * SECOND)
    assert switches.due() == NOW + 18 * SECOND
    assert arm(home, switches, 0, now_ns=NOW + 9 * SECOND) == SwitchTaken(NOW + 9 * SECOND)
    assert switches.due() is None


def test_one_of_the_account_takes_all_of_it_in_every_row() -> None:
    first, second = house(OF_ALL), house(OF_ALL)
    switches = Switches([first.floor, second.floor])
    both(first, first.one)
    both(second, second.one)
    arm(first, switches, 10)
    switches.arm(second.floor, second.one, ArmSwitch("", 20 * SECOND), NOW)
    assert switches.due() == NOW + 20 * SECOND, "they are one"
    switches.tick(NOW + 20 * SECOND)
    assert (symbols(first.one), symbols(second.one)) == ([], [])


@pytest.mark.parametrize(
    ("rule", "seconds", "symbol", "broken"),
    [
        (None, 10, BTC, "path"),
        (BY_SYMBOL, 4, BTC, "parameter"),
        (BY_SYMBOL, 61, BTC, "parameter"),
        (BY_SYMBOL, 10, "", "symbol"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused(
    rule: SwitchRule | None, seconds: int, symbol: str, broken: str
) -> None:
    home = house(rule)
    switches = Switches([home.floor])
    assert arm(home, switches, seconds, symbol) == home.floor.refuse(broken)
    assert switches.due() is None
