"""Listen keys of an emulated house: made, kept, given up, over."""

from __future__ import annotations

from picaflor.sim.venue.listening import KEYS_MAX, LENGTH, ListenKeys
from picaflor.wire.asks import Refusal, Refused
from picaflor.wire.contracts import Agreed
from picaflor.wire.listening import CloseListening, KeepListening, Listening, OpenListening
from picaflor.wire.venue import ListenRule

NO = Refused("1", "no such key", Refusal.RULE)


def made(keys: ListenKeys, account: int = 1, now_ns: int = 0) -> str:
    told = keys.answer(account, OpenListening(), now_ns, NO)
    assert isinstance(told, Listening)
    return told.key


def house() -> ListenKeys:
    return ListenKeys(ListenRule(100, 50, ""), 7)


def test_a_key_is_its_owners_until_its_time_is_over() -> None:
    keys = house()
    key = made(keys)
    assert len(key) == LENGTH
    assert (keys.account_of(key, 99), keys.account_of(key, 100)) == (1, None)
    assert keys.answer(1, KeepListening(key), 60, NO) == Agreed()
    assert (keys.account_of(key, 159), keys.ends_ns(key)) == (1, 160)
    assert keys.answer(1, KeepListening(key), 160, NO) is NO


def test_nobody_else_keeps_or_closes_it() -> None:
    keys = house()
    key = made(keys)
    assert keys.answer(2, KeepListening(key), 1, NO) is NO
    assert keys.answer(2, CloseListening(key), 1, NO) is NO
    assert keys.answer(1, CloseListening(key), 1, NO) == Agreed()
    assert (keys.account_of(key, 2), keys.ends_ns(key)) == (None, 0)


def test_each_is_new_and_the_oldest_go_first() -> None:
    keys = house()
    every = [made(keys) for _ in range(KEYS_MAX + 1)]
    assert len(set(every)) == len(every)
    assert (keys.account_of(every[0], 1), keys.account_of(every[1], 1)) == (None, 1)
    assert made(house()) == every[0]


def test_a_house_may_end_all_of_them_before_their_time() -> None:
    keys = house()
    first, second = made(keys), made(keys, 2, 10)
    assert keys.end_all(50) == 2
    assert (keys.account_of(first, 50), keys.account_of(second, 50), keys.end_all(60)) == (None, None, 0)
    assert keys.answer(1, KeepListening(first), 50, NO) is NO
    assert keys.account_of(made(keys, 1, 60), 61) == 1
