"""What any row does with requests; the rest of it stands in test_rest, played on the spot row's table."""

from __future__ import annotations

import json

from picaflor.venues.bitget.codes import refuse
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.envelope import Table
from picaflor.wire.asks import ReadTickers, Refused, Tickers
from picaflor.wire.net import Request


def endpoint(path: str, one: bool, mine: bool) -> Endpoint:
    return Endpoint(
        ReadTickers,
        "GET",
        path,
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadTickers(params.get("symbol", "")),
        lambda _ask, tickers: [] if tickers.rows else refuse("40034", "none"),
        lambda _ask, _data, _at_ns: Tickers(()),
        lambda ask: bool(ask.symbol) is one,
        lambda request: mine and "symbol=no" not in request.query,
    )


TABLE = Table((endpoint("/one", True, True), endpoint("/all", False, False)))


def asked(path: str, query: str = "") -> Request:
    return Request("GET", "api.bitget.com", path, query)


def test_a_question_of_two_paths_takes_the_one_that_fits() -> None:
    assert [TABLE.write_ask(ReadTickers(symbol)).path for symbol in ("B", "")] == ["/one", "/all"]


def test_a_row_says_which_requests_of_a_shared_path_are_its_own() -> None:
    assert TABLE.knows(asked("/one", "symbol=B"))
    assert not TABLE.knows(asked("/one", "symbol=no"))
    assert not TABLE.knows(asked("/all"))
    assert not TABLE.knows(asked("/none"))
    assert TABLE.read_ask(asked("/all")) == ReadTickers()  # but it reads what it is handed


def test_an_endpoint_may_say_no_where_ours_is_an_empty_answer() -> None:
    reply = TABLE.write_answer(ReadTickers("B"), Tickers(()), 5_000_000)
    assert (reply.status, json.loads(reply.body)["code"]) == (400, "40034")
    assert isinstance(TABLE.read_answer(ReadTickers("B"), reply), Refused)
