"""What moves between the purses of a customer, and that nothing is made or lost on the way."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.news import WalletNews
from picaflor.sim.venue.newsroom import in_wallet
from picaflor.sim.venue.purses import answer
from picaflor.wire.asks import ReadTime, Refusal, Refused
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred
from tests.worlds import make_world

W, S, C = Purse.WALLET, Purse.SPOT, Purse.CONTRACTS
NOW = 1_790_000_000_000_000_000


@pytest.fixture(scope="module")
def house() -> Exchange:
    return make_world("hitbtc", others=("hitbtc_perpetual",)).exchange


def free(house: Exchange, asset: str = "USDT") -> tuple[int, ...]:
    wallet = answer(house.rows, 1, ReadWallet(asset), NOW)
    assert isinstance(wallet, BalancesReport)
    beside = sum(row.free for row in wallet.rows)
    return (beside, *(row.floor.accounts[1].balance(asset).free for row in house.rows))


def move(house: Exchange, atoms: int, source: Purse, target: Purse) -> object:
    return answer(house.rows, 1, Transfer("USDT", atoms, source, target), NOW)


def test_it_goes_around_and_is_what_it_was(house: Exchange) -> None:
    before = free(house)
    seen = []
    for source, target in ((S, C), (C, W), (W, S)):
        assert isinstance(move(house, 7 * ONE, source, target), Transferred)
        seen.append(free(house))
    assert len({sum(each) for each in (before, *seen)}) == 1
    assert len(set(seen)) == len(seen), "each of them moved something"
    assert free(house) == before


def test_what_lies_beside_is_told_by_itself(house: Exchange) -> None:
    move(house, ONE, S, W)
    assert answer(house.rows, 1, ReadWallet(), NOW) == BalancesReport((BalanceReport("USDT", ONE, 0),), whole=True)
    assert answer(house.rows, 1, ReadWallet("BTC"), NOW) == BalancesReport((), whole=True)
    move(house, ONE, W, S)


@pytest.mark.parametrize("source", [W, S, C])
def test_nobody_moves_more_than_there_is(house: Exchange, source: Purse) -> None:
    before = free(house)
    refused = move(house, 10**9 * ONE, source, S if source is W else W)
    assert isinstance(refused, Refused)
    assert refused.kind in (Refusal.FUNDS, Refusal.OTHER)
    assert free(house) == before


def test_what_is_no_move(house: Exchange) -> None:
    before = free(house)
    assert isinstance(move(house, ONE, S, S), Refused)
    assert isinstance(move(house, 0, S, W), Refused)
    assert answer(house.rows, 1, ReadTime(), NOW) is None
    assert free(house) == before


def test_of_the_wallet_there_is_news_where_it_changed(house: Exchange) -> None:
    house.floor.news.clear()
    for source, target, told in ((S, W, 1), (S, C, 1), (W, C, 2)):
        assert isinstance(move(house, ONE, source, target), Transferred)
        news = [each for each in house.floor.news if isinstance(each, WalletNews)]
        assert len(news) == told
    assert all(each == WalletNews(house.floor.accounts[1], ("USDT",)) for each in news)
    whole = in_wallet(house.floor.accounts[1], ["USDT"], NOW, whole=True)(Topic(Channel.WALLET))
    assert whole == BalancesReport((BalanceReport("USDT", 0, 0),), True, NOW, Purse.WALLET)
