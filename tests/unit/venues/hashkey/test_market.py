"""Public requests as strangers make them, and what is no answer."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey import rest
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request


@pytest.mark.parametrize(
    ("path", "query", "ask"),
    [
        ("/api/v1/time", "", a.ReadTime()),
        ("/api/v1/exchangeInfo", "", a.ReadMarkets()),
        ("/api/v1/exchangeInfo", "symbol=ETHUSDT", a.ReadMarkets("ETHUSDT")),
        ("/quote/v1/depth", "symbol=ETHUSDT", a.ReadBook("ETHUSDT", 100)),
        ("/quote/v1/depth", "symbol=ETHUSDT&limit=1000", a.ReadBook("ETHUSDT", 200)),
        ("/quote/v1/trades", "symbol=ETHUSDT", a.ReadTrades("ETHUSDT", 60)),
    ],
)
def test_what_strangers_ask(path: str, query: str, ask: a.Ask) -> None:
    assert rest.read_ask(Request("GET", rest.HOST, path, query)) == ask


@pytest.mark.parametrize("query", ["", "symbol=", "symbol=A&limit=0", "symbol=A&limit=x"])
def test_what_is_no_question(query: str) -> None:
    assert isinstance(rest.read_ask(Request("GET", rest.HOST, "/quote/v1/depth", query)), a.Refused)


@pytest.mark.parametrize("body", [b'{"t":1,"b":{},"a":[]}', b'{"t":-1,"b":[],"a":[]}', b'{"b":[],"a":[]}'])
def test_what_is_no_book(body: bytes) -> None:
    assert isinstance(rest.read_answer(a.ReadBook("A"), Reply(200, body)), a.Unclear)
