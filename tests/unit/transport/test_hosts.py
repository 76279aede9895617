"""Where a name leads, and where it must not."""

from __future__ import annotations

import pytest

from picaflor.transport.hosts import BadAddress, Hosts, Place, PlainTextRefused, UnknownHost


def test_live_hosts_are_reached_over_tls() -> None:
    place = Hosts().place("api.bitget.com")
    assert place == Place("api.bitget.com", "https", "api.bitget.com", 443)
    assert (place.secure, place.http_base, place.ws_base) == (True, "https://api.bitget.com", "wss://api.bitget.com")
    assert not Hosts().emulated


@pytest.mark.parametrize(
    ("base", "http", "ws"),
    [
        ("http://127.0.0.1:41231", "http://127.0.0.1:41231", "ws://127.0.0.1:41231"),
        ("http://127.1.2.3", "http://127.1.2.3", "ws://127.1.2.3"),
        ("http://localhost:80/", "http://localhost", "ws://localhost"),
        ("ws://[::1]:9", "http://[::1]:9", "ws://[::1]:9"),
        ("https://emulator.example:8443", "https://emulator.example:8443", "wss://emulator.example:8443"),
    ],
)
def test_endpoints(base: str, http: str, ws: str) -> None:
    hosts = Hosts({"api.bitget.com": base})
    place = hosts.place("api.bitget.com")
    assert (place.name, place.http_base, place.ws_base) == ("api.bitget.com", http, ws)
    assert hosts.emulated


@pytest.mark.parametrize(
    "base", ["http://example.com", "ws://10.0.0.1:80", "http://localhost.example.com", "http://0.0.0.0:1"]
)
def test_plain_text_stays_on_this_machine(base: str) -> None:
    with pytest.raises(PlainTextRefused, match="write https://"):
        Hosts({"h": base})


@pytest.mark.parametrize(
    "base",
    [
        "",
        "127.0.0.1:80",
        "ftp://127.0.0.1",
        "https://",
        "https://a/b",
        "https://a?b",
        "https://k:s@a",
        "https://a:99999",
    ],
)
def test_what_is_no_base_url(base: str) -> None:
    with pytest.raises(BadAddress):
        Hosts({"h": base})


def test_an_emulated_run_never_falls_through_to_a_live_venue() -> None:
    hosts = Hosts({"a.test": "http://127.0.0.1:1", "b.test": "http://127.0.0.1:2"})
    with pytest.raises(UnknownHost, match=r"no endpoint for api\.bitget\.com \(it has a\.test, b\.test\): name one"):
        hosts.place("api.bitget.com")
    with pytest.raises(UnknownHost):
        hosts.websocket("wss://ws.bitget.com/v2")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("wss://a.test/v2/ws?x=%2B", "/v2/ws?x=%2B"),
        ("a.test/v2/ws", "/v2/ws"),
        ("wss://a.test", "/"),
        ("a.test/?u=https://x/y", "/?u=https://x/y"),
    ],
)
def test_websocket_urls_in_the_venues_words(url: str, path: str) -> None:
    place, found = Hosts({"a.test": "http://127.0.0.1:1"}).websocket(url)
    assert (place.ws_base, found) == ("ws://127.0.0.1:1", path)


def test_what_is_on_this_machine_alone() -> None:
    here = {"api.bitget.com": "http://127.0.0.1:1"}
    assert Hosts(here).local
    assert not Hosts().local
    assert not Hosts({**here, "ws.bitget.com": "https://mirror.example"}).local
