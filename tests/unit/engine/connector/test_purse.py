"""Balances: whole reports replace, partial ones change, and an old answer does not undo what the stream has said."""

from picaflor.engine.connector.purse import Purse
from picaflor.wire.reports import BalanceReport, BalancesReport


def report(whole: bool, **rows: tuple[int, int]) -> BalancesReport:
    return BalancesReport(tuple(BalanceReport(asset, *row) for asset, row in rows.items()), whole)


def test_an_asset_that_is_gone_from_a_whole_report_is_gone() -> None:
    purse = Purse("v")
    purse.take(report(True, BTC=(5, 1), USDT=(9, 0)))
    changes = purse.take(report(True, USDT=(9, 0)))
    assert [(c.asset, c.free, c.held) for c in changes] == [("BTC", 0, 0)]
    assert (purse.free("BTC"), purse.total("BTC")) == (0, 0)
    assert list(purse.assets) == ["USDT"]


def test_a_partial_report_changes_what_it_names() -> None:
    purse = Purse("v")
    purse.take(report(True, BTC=(5, 1), USDT=(9, 0)))
    purse.streamed(report(False, BTC=(4, 2)), now_ns=10)
    assert (purse.free("BTC"), purse.total("BTC"), purse.free("USDT")) == (4, 6, 9)


def test_what_was_asked_before_the_stream_spoke_is_old() -> None:
    purse = Purse("v")
    purse.streamed(report(False, USDT=(3, 0)), now_ns=10)
    assert purse.take(report(True, USDT=(9, 0)), asked_ns=9) == []
    assert purse.free("USDT") == 3
    assert purse.take(report(True, USDT=(4, 0)), asked_ns=11) != []


def test_until_a_whole_report_nothing_is_known() -> None:
    purse = Purse("v")
    purse.streamed(report(False, USDT=(3, 0)), now_ns=10)
    assert not purse.known
    purse.take(report(True, USDT=(3, 0)), asked_ns=11)
    assert purse.known


def test_no_more_of_a_coin_is_free_than_may_be_used_with_what_orders_hold() -> None:
    purse = Purse("v", {"USDT": 100})
    purse.take(BalancesReport((BalanceReport("USDT", 500, 30), BalanceReport("BTC", 7, 0)), whole=True))
    assert (purse.free("USDT"), purse.total("USDT"), purse.free("BTC")) == (70, 530, 7)
    purse.take(BalancesReport((BalanceReport("USDT", 500, 130),), whole=False))
    assert purse.free("USDT") == 0
    purse.take(BalancesReport((BalanceReport("USDT", 5, 30),), whole=False))
    assert purse.free("USDT") == 5
