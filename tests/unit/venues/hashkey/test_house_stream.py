"""One set of sockets for both rows: each frame goes the way of its product."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.orders import Hold
from picaflor.venues.hashkey import house_stream, perp_stream, stream
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.wire.reports import BalanceReport, BalancesReport, BookFrame, PositionReport
from picaflor.wire.stream import Channel, Garbled, PositionsFrame, Subscribe, Topic


@pytest.mark.parametrize(("symbol", "product"), [("BTCUSDT", ""), ("BTCUSDT-PERPETUAL", PRODUCT)])
def test_a_clients_frame_is_of_the_family_of_its_symbols(symbol: str, product: str) -> None:
    asked = json.dumps({"event": "sub", "topic": "depth", "symbol": symbol}).encode()
    assert house_stream.read_client(asked) == (Subscribe((Topic(Channel.BOOK, symbol, product=product),)),)


def test_noise_is_garbled() -> None:
    (said,) = house_stream.read_client(b"{")
    assert isinstance(said, Garbled)


def test_money_of_both_families_is_told_in_words_of_its_own() -> None:
    for product, word in (("", "outboundAccountInfo"), (PRODUCT, "outboundContractAccountInfo")):
        frame = BalancesReport((BalanceReport("USDT", 1, 2),), whole=False, product=product)
        (data,) = house_stream.write_venue(frame, 0)
        assert json.loads(data)[0]["e"] == word


def test_a_contracts_connector_hears_nothing_of_spot_and_the_other_way_round() -> None:
    (spot,) = house_stream.write_venue(BalancesReport((), whole=False), 0)
    (theirs,) = house_stream.write_venue(BalancesReport((), whole=False, product=PRODUCT), 0)
    assert perp_stream.read_venue(spot) == ()
    assert stream.read_venue(theirs) == ()


def test_books_and_positions_go_out() -> None:
    book = BookFrame("BTCUSDT-PERPETUAL", True, b"[]", b"[]", 7, product=PRODUCT)
    (data,) = house_stream.write_venue(book, 0)
    assert perp_stream.read_venue(data) == (book,)
    frame = PositionsFrame((PositionReport("BTCUSDT-PERPETUAL", Hold.SHORT, -1),), perp_stream.POSITIONS, whole=False)
    (data,) = house_stream.write_venue(frame, 0)
    assert json.loads(data)[0]["S"] == "SHORT"
