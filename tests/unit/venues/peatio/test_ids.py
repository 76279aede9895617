from __future__ import annotations

from picaflor.venues.peatio.ids import is_number, is_uuid, number_in, uuid_of


def test_a_uuid_of_ours_leads_back_to_the_number() -> None:
    for number in ("1", "2324774", str(2**63 - 1)):
        assert is_uuid(uuid_of(number))
        assert number_in(uuid_of(number)) == number
        assert number_in(uuid_of(number).upper()) == number


def test_another_uuid_is_nobodys() -> None:
    assert is_uuid("0f3c1b1e-9d0a-4d36-8f6b-0a1b2c3d4e5f")
    assert number_in("0f3c1b1e-9d0a-4d36-8f6b-0a1b2c3d4e5f") == "0"


def test_what_is_neither() -> None:
    assert not is_uuid("2324774")
    assert not is_number("x")
    assert not is_number("9" * 20)
    assert uuid_of("someExchId") == "someExchId"
