"""Mark, index and funding: half of it is no answer."""

from __future__ import annotations

from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.wire.asks import Refused, Unclear
from picaflor.wire.contracts import ReadFunding, ReadFundingHistory, ReadMark
from picaflor.wire.net import Reply, Request


def test_half_of_it_is_no_answer() -> None:
    half = b'{"contract_type":"perpetual","mark_price":"1","timestamp":"2023-11-14T22:13:20.687Z"}'
    assert isinstance(rest.read_answer(ReadMark("A_PERP"), Reply(200, half)), Unclear)
    assert isinstance(rest.read_answer(ReadFunding("A_PERP"), Reply(200, b'{"A_PERP":' + half + b"}")), Unclear)
    assert isinstance(rest.read_answer(ReadFunding("B_PERP"), Reply(200, b'{"A_PERP":' + half + b"}")), Unclear)


def test_several_at_once_are_not_told_here() -> None:
    request = Request("GET", rest.HOST, "/api/3/public/futures/info", "symbols=A_PERP,B_PERP")
    assert isinstance(rest.read_ask(request), Refused)


def test_pages_of_the_past_are_offsets() -> None:
    ask = ReadFundingHistory("A_PERP", 50, 3)
    assert "offset=100" in rest.write_ask(ask).query
    assert rest.read_ask(rest.write_ask(ask)) == ask
