"""What a person should hear of: lines of a bot's log, sent by webhook, Discord or Telegram. Nothing is ever received.

They are read from the log by whoever looks after the bot, so trading waits for none of it. Lines that come close together
go as one message; a channel that does not take it is tried once more, and then the log says so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from picaflor.app.bot_files import log_path
from picaflor.settings.config import Config
from picaflor.storage.log_file import LEVELS, LogFile, LogReader
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.wire.net import Reply, Request

WHO: Final = "alerts"
EVERY_SECONDS: Final = 1.0
LAST_SECONDS: Final = 3.0
TIMEOUT_NS: Final = 10_000_000_000
LETTERS_MAX: Final = 1_900  # Discord takes 2000, Telegram 4096
TRIES: Final = 2
TELEGRAM: Final = "api.telegram.org"


class Channels(msgspec.Struct, frozen=True):
    """Where to. The texts are secrets: they travel over a pipe, and are shown nowhere."""

    level: str = "warning"
    webhook: str = ""
    discord: str = ""
    telegram_token: str = ""
    telegram_chat: str = ""

    def __bool__(self) -> bool:
        return bool(self.webhook or self.discord or (self.telegram_token and self.telegram_chat))

    def __repr__(self) -> str:
        return f"Channels({self.level}, {', '.join(name for name, _ in self.requests('', ()))})"

    def requests(self, text: str, lines: Sequence[dict[str, Any]]) -> list[tuple[str, Request]]:
        """Each by the name that the log may show."""
        made = []
        if self.webhook:
            made.append(("webhook", _post(self.webhook, {"text": text, "lines": list(lines)})))
        if self.discord:
            quiet = {"content": text, "allowed_mentions": {"parse": []}}
            made.append(("discord", _post(self.discord, quiet)))
        if self.telegram_token and self.telegram_chat:
            url = f"https://{TELEGRAM}/bot{self.telegram_token}/sendMessage"
            body = {"chat_id": self.telegram_chat, "text": text, "disable_web_page_preview": True}
            made.append(("telegram", _post(url, body)))
        return made


def channels_of(config: Config) -> Channels:
    names = [name for name in Channels.__struct_fields__ if config.get(f"notifications.{name}") is not None]
    return Channels(**{name: "".join(config.get(f"notifications.{name}")) for name in names})


def _post(url: str, body: dict[str, Any]) -> Request:
    parts = urlsplit(url)
    headers = (("Content-Type", "application/json"),)
    return Request("POST", parts.netloc, parts.path or "/", parts.query, json.dumps(body).encode(), headers)


def text_of(name: str, lines: Iterable[dict[str, Any]]) -> str:
    told = "\n".join(f"{line['level'].upper()} {line['who']}: {line['words']}" for line in lines)
    whole = f"picaflor {name}\n{told}"
    return whole if len(whole) <= LETTERS_MAX else f"{whole[: LETTERS_MAX - 2]} …"


@asynccontextmanager
async def alerting(folder: Path, channels: Channels) -> AsyncIterator[None]:
    """What is written to the log in here is sent, its last lines too if that does not take long."""
    if not channels:
        yield
        return
    alerts = Alerts(folder, channels)
    following = asyncio.ensure_future(alerts.follow())
    try:
        yield
    finally:
        following.cancel()
        await alerts.close(LAST_SECONDS)


class Alerts:
    """Of one bot, from now on."""

    def __init__(self, folder: Path, channels: Channels, hosts: Hosts | None = None) -> None:
        self._name = f"{folder.parent.name}/{folder.name}"
        self._channels = channels
        self._reader = LogReader(log_path(folder))
        self._log = LogFile(log_path(folder), "debug")
        self._client = HttpClient(hosts or Hosts(), Dialler())
        for _ in self._reader.fresh():  # what was there before us has been told, or is old
            pass

    async def follow(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.send()

    async def close(self, within_seconds: float) -> None:
        """What is left, within that time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                await self.send()
        await self._client.close()
        self._log.close()

    async def send(self) -> None:
        least = LEVELS[LEVELS.index(self._channels.level) :]
        lines = [line for line in self._reader.fresh() if line.get("level") in least and line.get("who") != WHO]
        if lines:
            requests = self._channels.requests(text_of(self._name, lines), lines)
            await asyncio.gather(*(self._deliver(name, request) for name, request in requests))

    async def _deliver(self, name: str, request: Request) -> None:
        why = ""
        for _ in range(TRIES):
            outcome = await self._client.send(request, TIMEOUT_NS)
            if isinstance(outcome, Reply) and 200 <= outcome.status < 300:
                return
            why = f"status {outcome.status}" if isinstance(outcome, Reply) else "it cannot be reached"
        self._log.write(Clock().now_ns(), "warning", WHO, f"{name} did not take an alert: {why}")
