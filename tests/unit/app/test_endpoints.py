"""Where a venue is reached: the option, the configuration, a hello line or its hosts; plain http stays on this machine."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from picaflor.app.configuration import load_config, places_of
from picaflor.app.endpoints import BadEndpoint, Reach, find_reach, read_hosts
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.settings.places import World
from picaflor.transport.hosts import Hosts
from picaflor.venues import load


def find_hosts(venue: str, endpoint: str | None) -> Hosts:
    return find_reach(venue, endpoint, load_config(places_of(None))).hosts


HOSTS = {"api.bitget.com": "http://127.0.0.1:7001", "ws.bitget.com": "http://127.0.0.1:7002"}
HELLO = {"venue": "bitget", "hosts": HOSTS, "accounts": [], "control": "http://127.0.0.1:7003"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(HELLO),
        json.dumps(HELLO) + "\nServing; Ctrl-C ends it.\n",
        json.dumps(HOSTS),
        json.dumps(HELLO, indent=2),
    ],
)
def test_the_hello_or_its_hosts(home: Path, text: str) -> None:
    (home / "hello.json").write_text(text)
    hosts = read_hosts("hello.json")
    assert hosts.emulated
    assert hosts.place("ws.bitget.com").port == 7002


def test_from_standard_input_one_line_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(HELLO) + "\nmore"))
    assert read_hosts("-").place("api.bitget.com").port == 7001
    assert sys.stdin.read() == "more"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("{}", "names no hosts"),
        ('{"hosts": 5}', "names no hosts"),
        ('{"api.bitget.com": 7}', "names no hosts"),
        ('{"api.bitget.com": "http://93.184.216.34"}', "plain http is for 127.0.0.1 only"),
        ('{"api.bitget.com": "ftp://127.0.0.1"}', "is no base URL"),
    ],
)
def test_what_is_no_endpoint_says_why(home: Path, text: str, said: str) -> None:
    (home / "hello.json").write_text(text)
    with pytest.raises(BadEndpoint, match=said):
        read_hosts("hello.json")


def test_a_file_that_is_not_there_or_not_text(home: Path) -> None:
    with pytest.raises(BadEndpoint, match=r"nowhere\.json cannot be read as an endpoint: No such file"):
        read_hosts("nowhere.json")
    (home / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(BadEndpoint, match="it is not text"):
        read_hosts("bytes")


def test_the_option_before_the_configuration_and_a_venue_before_all(home: Path) -> None:
    for n, name in enumerate(("all", "one", "option")):
        (home / name).write_text(json.dumps({"api.bitget.com": f"http://127.0.0.1:{n + 1}"}))
    assert not find_hosts("bitget", None).emulated
    (home / "picaflor.toml").write_text('endpoint = "all"\n')
    assert find_hosts("bitget", None).place("api.bitget.com").port == 1
    (home / "picaflor.toml").write_text('endpoint = "all"\n[venues.bitget]\nendpoint = "one"\n')
    assert find_hosts("bitget", None).place("api.bitget.com").port == 2
    assert find_hosts("hitbtc", None).place("api.bitget.com").port == 1
    assert find_hosts("bitget", "option").place("api.bitget.com").port == 3


def test_an_endpoint_on_this_machine_is_a_world_of_its_own_with_its_own_clock(home: Path) -> None:
    config = load_config(places_of(None))
    assert find_reach("bitget", None, config).world is World.LIVE
    (home / "hello").write_text(json.dumps({**HELLO, "clock": {"start_ns": 1_000, "speed": 5}}))
    reach = find_reach("bitget", "hello", config)
    assert reach.world is World.EMULATED
    live_ns = find_reach("bitget", None, config).clock.now_ns()
    assert live_ns * 4 < reach.clock.now_ns() < live_ns * 6
    (home / "elsewhere").write_text(json.dumps({"api.bitget.com": "https://mirror.example"}))
    assert find_reach("bitget", "elsewhere", config).world is World.LIVE


@pytest.mark.parametrize("clock", [5, {}, {"start_ns": "x", "speed": 1}, {"start_ns": 0, "speed": 0}])
def test_a_clock_that_is_none(home: Path, clock: object) -> None:
    (home / "hello").write_text(json.dumps({**HELLO, "clock": clock}))
    with pytest.raises(BadEndpoint, match="a clock without start_ns and speed"):
        find_reach("bitget", "hello", load_config(places_of(None)))


def test_a_live_venue_is_reached_through_its_proxy_and_an_emulated_one_is_not(home: Path) -> None:
    (home / "picaflor.toml").write_text('[venues.bitget]\nproxy = "socks5://me:canary@127.0.0.1:9"\n')
    config = load_config(places_of(None))
    assert find_reach("bitget", None, config).dialler.proxy == "socks5://me:canary@127.0.0.1:9"
    assert find_reach("hitbtc", None, config).dialler.proxy is None
    (home / "hello").write_text(json.dumps(HELLO))
    assert find_reach("bitget", "hello", config).dialler.proxy is None


def test_an_emulated_house_leads_to_its_own_rows_and_to_no_other_venue(home: Path) -> None:
    (home / "hello").write_text(json.dumps({"hosts": {"api.bitget.com": "http://127.0.0.1:1"}}))
    reach = find_reach("", "hello", load_config(places_of(None)))
    rows = ("bitget", "bitget_perpetual", "hitbtc")
    assert [reach.leads_to(load(row)) for row in rows] == [True, True, False]
    assert reach.is_of(World.EMULATED, load("bitget"))
    assert not reach.is_of(World.LIVE, load("bitget"))
    assert Reach(Hosts()).is_of(World.LIVE, load("hitbtc"))
    with pytest.raises(BadEndpoint, match=r"names no host of hitbtc_perpetual: give .* `picaflor emulate hitbtc`"):
        Visit(find_target("hitbtc_perpetual"), reach)
