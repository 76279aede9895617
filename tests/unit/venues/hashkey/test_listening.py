"""Listen keys on the wire."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey import rest
from picaflor.venues.hashkey.listening import LISTEN
from picaflor.wire.asks import Ask, Refused, Unclear
from picaflor.wire.contracts import Agreed
from picaflor.wire.listening import CloseListening, KeepListening, Listening, OpenListening, Veil
from picaflor.wire.net import Reply


@pytest.mark.parametrize(
    ("ask", "method", "query"),
    [
        (OpenListening(), "POST", ""),
        (KeepListening("k1"), "PUT", "listenKey=k1"),
        (CloseListening("k1"), "DELETE", "listenKey=k1"),
    ],
)
def test_one_path_and_three_methods(ask: Ask, method: str, query: str) -> None:
    request = rest.write_ask(ask)
    assert (request.method, request.path, request.query) == (method, "/api/v1/userDataStream", query)
    assert rest.read_ask(request) == ask


def test_a_key_without_a_name_is_not_kept() -> None:
    request = rest.write_ask(KeepListening(""))
    assert isinstance(rest.read_ask(request), Refused)


def test_answers() -> None:
    assert rest.read_answer(OpenListening(), Reply(200, b'{"listenKey":"k"}')) == Listening("k")
    assert isinstance(rest.read_answer(OpenListening(), Reply(200, b'{"listenKey":""}')), Unclear)
    for body in (b"{}", b'{"success":true}', b'{"code":0}', b'{"code":"0000"}'):
        assert rest.read_answer(KeepListening("k"), Reply(200, body)) == Agreed()
    assert isinstance(rest.read_answer(KeepListening("k"), Reply(200, b'{"what":1}')), Unclear)


def test_the_veil_finds_the_key() -> None:
    veil = Veil(LISTEN.found)
    assert b"abc" not in veil.hide(Reply(200, b'{ "listenKey" : "abc" }')).body
    assert veil.show("listening-000001") == "abc"
