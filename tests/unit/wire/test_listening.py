"""A key is veiled in what comes in, whole or cut, and shown in what goes out."""

from __future__ import annotations

from picaflor.wire.listening import KNOWN_MAX, Veil
from picaflor.wire.net import Reply, Request

FOUND = r'"key":"([^"]*)'


def test_a_key_has_a_name_inside_and_its_own_shape_outside() -> None:
    veil = Veil(FOUND)
    hidden = veil.hide(Reply(200, b'{"key":"secret","more":1}'))
    assert hidden == Reply(200, b'{"key":"listening-000001","more":1}')
    assert veil.show("host/ws/listening-000001") == "host/ws/secret"
    request = veil.show_request(Request("PUT", "host", "/p", "k=listening-000001", b"k=listening-000001"))
    assert (request.query, request.body) == ("k=secret", b"k=secret")


def test_a_key_that_was_cut_off_is_veiled_as_well() -> None:
    assert b"secr" not in Veil(FOUND).hide(Reply(200, b'{"key":"secr')).body


def test_what_holds_no_key_stays_as_it_is() -> None:
    reply = Reply(400, b'{"code":1}')
    assert Veil(FOUND).hide(reply) is reply


def test_only_the_newest_names_are_known() -> None:
    veil = Veil(FOUND)
    for n in range(KNOWN_MAX + 1):
        veil.hide(Reply(200, f'{{"key":"k{n}"}}'.encode()))
    assert veil.show("listening-000001 listening-000002") == "listening-000001 k1"
