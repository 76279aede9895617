from __future__ import annotations

from picaflor.venues.bitget import stream
from picaflor.venues.bitget.uta_stream import CONTRACTS
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import Channel, Subscribe, Subscribed, Topic, Unreadable

PRODUCT = "USDT-FUTURES"
ORDERS = Topic(Channel.ORDERS, name="unified", product=PRODUCT)


def test_what_is_about_all_markets_is_heard_for_contracts() -> None:
    (said,) = stream.write_venue(Subscribed(Topic(Channel.ORDERS, name="unified")), 0)
    assert CONTRACTS.read_venue(said) == (Subscribed(ORDERS),)
    (asked,) = CONTRACTS.write_client(Subscribe((ORDERS,)))
    assert CONTRACTS.read_client(asked) == (Subscribe((ORDERS,)),)
    assert stream.read_client(asked) == (Subscribe((Topic(Channel.ORDERS, name="unified"),)),)


def test_the_wallet_is_told_to_both() -> None:
    money = BalancesReport((BalanceReport("USDT", 3 * 10**36, 10**36),), False, 5_000_000, name="unified")
    (said,) = stream.write_venue(money, 0)
    (heard,) = CONTRACTS.read_venue(said)
    assert isinstance(heard, BalancesReport)
    assert (heard.rows, heard.product) == (money.rows, PRODUCT)


def test_what_cannot_be_read_names_its_topic() -> None:
    (said,) = CONTRACTS.read_venue(b'{"action":"snapshot","arg":{"instType":"UTA","topic":"order"},"data":[1]}')
    assert isinstance(said, Unreadable)
    assert said.topic == ORDERS
