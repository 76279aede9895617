from __future__ import annotations

import json

import pytest

from picaflor.venues.bitget import stream
from picaflor.venues.bitget.uta_pushes import read_push
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import Channel, Topic, Unreadable


def test_one_codec_speaks_both_generations() -> None:
    money = BalancesReport((BalanceReport("USDT", 3 * 10**36, 10**36),), False, 5_000_000)
    (classic,) = stream.write_venue(money, 0)
    (unified,) = stream.write_venue(BalancesReport(money.rows, False, 5_000_000, name="unified"), 0)
    assert json.loads(classic)["arg"] == {"instType": "SPOT", "channel": "account", "coin": "default"}
    assert json.loads(unified)["arg"] == {"instType": "UTA", "topic": "account"}
    (coin,) = json.loads(unified)["data"][0]["coin"]
    assert (coin["coin"], coin["balance"], coin["available"]) == ("USDT", "4", "3")


def test_a_topic_that_nobody_knows_is_unreadable() -> None:
    (said,) = stream.read_venue(b'{"action":"snapshot","arg":{"instType":"UTA","topic":"odd"},"data":[],"ts":1}')
    assert isinstance(said, Unreadable)
    with pytest.raises(BadMessage, match="nothing is pushed"):
        read_push(Topic(Channel.TRADES, name="unified"), b"{}")
