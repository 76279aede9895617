"""Which paper accounts of an install a panic has something to do at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from picaflor.app.emulate import hosts_of, made_up_keys
from picaflor.app.endpoints import Reach
from picaflor.app.paper_clearing import left_on_paper
from picaflor.app.paper_families import folder_of
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.settings.config import Config
from picaflor.settings.places import Places
from picaflor.sim.venue.listing import listing_of
from picaflor.sim.venue.paper import PaperHouse
from picaflor.storage.paper_accounts import PaperAccount
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed

HERE = Reach(Hosts(dict.fromkeys(hosts_of(load("bitget")), "http://127.0.0.1:9")))
ELSEWHERE = Reach(Hosts(dict.fromkeys(hosts_of(load("hitbtc")), "http://127.0.0.1:9")))


def there(places: Places, connector: str, account: str, *, rests: bool, holds: bool = False, family: str = "") -> None:
    """An account of ours where an order waits for its price, and a position is open."""
    row = load(connector.removesuffix("_paper_trade")).for_pairs(f"BTC-{family}")
    house = PaperHouse(row, listing_of(row, 1), made_up_keys(row, 1), 1)
    house.begin({family or "USDT": read_atoms("5000")}, 1)
    kept = PaperAccount(places.make(folder_of(places.paper_account(connector, account), row)))
    house.write_to(kept.write)
    floor = house.exchange.floor
    seller = floor.open_account(made_up_keys(row, 2), {"USDT": read_atoms("5000")})
    size, price = read_atoms("0.02"), read_atoms("61000")
    orders = [(seller, Side.SELL), (house.account, Side.BUY)] * holds + [(house.account, Side.BUY)] * rests
    for who, side in orders:
        assert isinstance(
            floor.place(who, Place(next(iter(floor.markets)), "", side, OrderType.LIMIT, size, price), 5), Placed
        )
    house.exchange.tick(6)
    kept.close()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path, tmp_path)
    there(found, "bitget_paper_trade", "main", rests=True)
    there(found, "bitget_paper_trade", "over-night", rests=True)
    there(found, "bitget_paper_trade", "quiet", rests=False)
    there(found, "bitget_perpetual_paper_trade", "main", rests=False, holds=True)
    (tmp_path / "paper_accounts/bitget_paper_trade-empty").mkdir()
    return found


def left(places: Places, find: Callable[[str], Reach], *, flat: bool = False) -> list[tuple[str, str]]:
    return [(each.target.id, each.account) for each in left_on_paper(places, Config({}), find, flat=flat)]


def test_where_an_order_rests_and_where_a_position_is_open(places: Places) -> None:
    resting = [("bitget_paper_trade", "main"), ("bitget_paper_trade", "over-night")]
    assert left(places, lambda _venue: HERE) == resting
    assert left(places, lambda _venue: HERE, flat=True) == [*resting, ("bitget_perpetual_paper_trade", "main")]


def test_an_emulated_house_has_no_accounts_on_paper_of_another_venue(places: Places) -> None:
    assert left(places, lambda _venue: ELSEWHERE) == []


def test_a_further_family_of_contracts_counts(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    there(places, "bitget_perpetual_paper_trade", "main", rests=True, family="USDC")
    assert left(places, lambda _venue: HERE) == [("bitget_perpetual_paper_trade", "main")]
