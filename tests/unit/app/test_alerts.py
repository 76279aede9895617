"""Alerts to servers of ours: what arrives where, what is tried again, and that no secret is ever shown."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from picaflor.app.alerts import LETTERS_MAX, Alerts, Channels, channels_of, text_of
from picaflor.app.bot_files import log_path
from picaflor.settings.config import load
from picaflor.storage.log_file import LogFile, LogReader
from picaflor.transport.hosts import Hosts

ALL = Channels(
    "warning", "https://hook.example/in?key=canary", "https://discord.example/api/canary", "12:canary", "-100123"
)
NAMES = ("hook.example", "discord.example", "api.telegram.org")


class Server:
    """Answers each request with the next status."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = list(statuses)
        self.heard: list[tuple[str, dict[str, object]]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(
            next(line.split(":")[1] for line in head.splitlines() if line.lower().startswith("content-length"))
        )
        host = next(line.split(": ")[1] for line in head.splitlines() if line.lower().startswith("host"))
        target = head.split()[1]
        self.heard.append((f"{host}{target}", json.loads(await reader.readexactly(length))))
        status = self._statuses.pop(0) if self._statuses else 204
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


def send(folder: Path, server: Server, channels: Channels, *lines: tuple[str, str]) -> list[str]:
    """The log after it."""

    async def scenario() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        alerts = Alerts(folder, channels, Hosts(dict.fromkeys(NAMES, f"http://127.0.0.1:{port}")))
        log = LogFile(log_path(folder), "debug")
        for level, words in lines:
            log.write(1, level, "bitget", words)
        await alerts.send()
        await alerts.close(30.0)
        log.close()
        listening.close()
        await listening.wait_closed()

    asyncio.run(scenario())
    return [line["words"] for line in LogReader(log_path(folder)).fresh()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "live" / "maker"
    made.mkdir(parents=True)
    return made


def test_what_matters_goes_to_every_channel_as_one_message(folder: Path) -> None:
    LogFile(log_path(folder), "debug").write(1, "error", "old", "told before")
    server = Server()
    send(folder, server, ALL, ("info", "ready"), ("warning", "odd"), ("error", "@everyone lost"))
    heard = dict(server.heard)
    assert len(heard) == len(server.heard) == 3
    text = "picaflor live/maker\nWARNING bitget: odd\nERROR bitget: @everyone lost"
    hook = heard["hook.example/in?key=canary"]
    assert hook["text"] == text
    assert [line["words"] for line in hook["lines"]] == ["odd", "@everyone lost"]  # type: ignore[attr-defined]
    assert heard["discord.example/api/canary"] == {"content": text, "allowed_mentions": {"parse": []}}
    assert heard["api.telegram.org/bot12:canary/sendMessage"]["chat_id"] == "-100123"


def test_what_is_not_taken_is_tried_once_more_and_then_said_without_saying_where(folder: Path) -> None:
    server = Server(500, 429)
    channels = Channels("warning", webhook=ALL.webhook)
    log = send(folder, server, channels, ("error", "lost"))
    assert len(server.heard) == 2, "a failed alert is no alert"
    assert log == ["lost", "webhook did not take an alert: status 429"]
    assert "canary" not in repr(ALL) + "".join(log)


def test_a_place_that_is_not_there(folder: Path) -> None:
    log = send(folder, Server(), Channels("error", discord="https://nowhere.example/x"), ("error", "lost"))
    assert log[-1] == "discord did not take an alert: it cannot be reached"


def test_a_long_story_is_cut(folder: Path) -> None:
    text = text_of("live/maker", [{"level": "error", "who": "a", "words": "x" * 3_000}])
    assert len(text) == LETTERS_MAX
    assert text.endswith("x …")


def test_from_the_configuration(tmp_path: Path) -> None:
    assert not channels_of(load([], {}))
    path = tmp_path / "picaflor.toml"
    path.write_text('[notifications]\ntelegram_token = "12:canary"\nlevel = "error"\n')
    half = channels_of(load([path], {}))
    assert not half
    assert half.level == "error"
    path.write_text('[notifications]\ntelegram_token = "12:canary"\ntelegram_chat = "-5"\n')
    assert channels_of(load([path], {})) == Channels("warning", telegram_token="12:canary", telegram_chat="-5")
