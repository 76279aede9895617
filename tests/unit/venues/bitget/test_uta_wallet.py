from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget.uta_messages import UnifiedAsset
from picaflor.venues.bitget.uta_rest import endpoint_of
from picaflor.venues.bitget.uta_wallet import read_asset, write_asset
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport


def test_what_is_not_available_is_tied_and_a_debt_ties_nothing() -> None:
    row = UnifiedAsset(coin="usdt", balance="10", available="7", locked="2")
    assert read_asset(row) == BalanceReport("USDT", read_atoms("7"), read_atoms("3"))
    owed = UnifiedAsset(coin="USDT", balance="-5", available="0", locked="0")
    assert read_asset(owed) == BalanceReport("USDT", 0, 0)


def test_a_coin_that_stands_twice_is_refused() -> None:
    row = b'{"coin":"A","balance":"1","available":"1"}'
    with pytest.raises(BadMessage, match="twice"):
        endpoint_of(a.ReadBalances()).read_answer(a.ReadBalances(), Raw(b'{"assets":[' + row + b"," + row + b"]}"), 0)


def test_contracts_count_the_equity_and_spot_the_coins() -> None:
    won = UnifiedAsset(coin="USDT", balance="10", available="9", equity="12")
    assert read_asset(won, "USDT-FUTURES") == BalanceReport("USDT", read_atoms("9"), read_atoms("3"))
    assert read_asset(won) == BalanceReport("USDT", read_atoms("9"), read_atoms("1"))


def test_what_is_written_is_read_for_either_market() -> None:
    row = BalanceReport("USDT", 7 * 10**36, 3 * 10**36)
    assert read_asset(write_asset(row)) == read_asset(write_asset(row), "USDT-FUTURES") == row
