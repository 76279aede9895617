"""Tests mirror sources: who opens a file knows which test to open. What has none of its own stands here with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC, UNIT = ROOT / "src/picaflor", ROOT / "tests/unit"

NOUNS = "records without behaviour; the type checker and everybody who uses them are their test"
ELSEWHERE = {
    "domain/book.py": NOUNS,
    "domain/commands.py": NOUNS,
    "domain/events.py": NOUNS,
    "machines/session/facts.py": NOUNS,
    "sim/venue/news.py": NOUNS,
    "strategies/executors/vocabulary.py": NOUNS,
    "strategies/indicators/averages.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/direction.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/momentum.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/ranges.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/statistics.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/volume.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/windows.py": "tests/unit/strategies/indicators/test_against_talib.py",
    "strategies/indicators/snapshots.py": "test_against_talib: put away in the middle; test_others",
    "strategies/indicators/shapes.py": "tests/unit/strategies/indicators/test_others.py",
    "strategies/protocols.py": NOUNS,
    "venues/bitget/about.py": "tests/house/test_venue_pages.py",
    "venues/bitget/endpoint.py": NOUNS,
    "venues/bitget/messages.py": NOUNS,
    "venues/bitget/mix_account_messages.py": NOUNS,
    "venues/bitget/mix_evidence.py": "tests/house/test_evidence.py",
    "venues/bitget/mix_messages.py": NOUNS,
    "venues/bitget/mix_order_messages.py": NOUNS,
    "venues/bitget/mix_stop_messages.py": NOUNS,
    "venues/bitget/uta_evidence.py": "tests/house/test_evidence.py",
    "venues/bitget/uta_messages.py": NOUNS,
    "venues/bitget/uta_limits.py": "tests/spec, on a unified account",
    "venues/bitget/uta_mix_limits.py": "tests/spec, on a unified account",
    "venues/bitget/uta_position_messages.py": NOUNS,
    "venues/bitget/uta_family.py": "test_uta_trading, test_uta_mix_trading",
    "venues/bitmart/about.py": "tests/house/test_venue_pages.py",
    "venues/bitmart/endpoint.py": NOUNS,
    "venues/bitmart/evidence.py": "tests/house/test_evidence.py",
    "venues/bitmart/futures_evidence.py": "tests/house/test_evidence.py",
    "venues/bitmart/futures_messages.py": NOUNS,
    "venues/bitmart/messages.py": NOUNS,
    "venues/hashkey/endpoint.py": NOUNS,
    "venues/hashkey/messages.py": NOUNS,
    "venues/hashkey/about.py": "tests/house/test_evidence.py, and the page that is made from it",
    "venues/hashkey/evidence.py": "tests/house/test_evidence.py",
    "venues/hashkey/perp_evidence.py": "tests/house/test_evidence.py",
    "venues/hashkey/perp_limits.py": NOUNS,
    "venues/hashkey/perp_messages.py": NOUNS,
    "venues/hitbtc/endpoint.py": NOUNS,
    "venues/hitbtc/messages.py": NOUNS,
    "venues/hitbtc/futures_evidence.py": "tests/house/test_evidence.py",
    "venues/hitbtc/futures_limits.py": NOUNS,
    "venues/hitbtc/about.py": "tests/house/test_evidence.py, and the page that is made from it",
    "venues/hitbtc/evidence.py": "tests/house/test_evidence.py",
    "venues/peatio/about.py": "tests/house/test_venue_pages.py",
    "venues/peatio/endpoint.py": NOUNS,
    "venues/peatio/evidence.py": "tests/house/test_evidence.py",
    "venues/peatio/house.py": NOUNS,
    "venues/peatio/limits.py": NOUNS,
    "venues/peatio/messages.py": NOUNS,
    "venues/peatio/pushes.py": "test_stream: what stands in its frames",
    "engine/amending.py": "tests/spec: the cards of amendments and stops",
    "engine/connector/equipment.py": "test_connector and the cards: each row gets its parts",
    "engine/connector/hall.py": "test_connector and the cards of boot and rules",
    "engine/connector/part.py": "the hooks that every part's own test plays",
    "engine/connector/sessions.py": "test_connector and the cards of streams",
    "wire/asks.py": NOUNS,
    "wire/contracts.py": NOUNS,
    "wire/envelope.py": NOUNS,
    "wire/net.py": NOUNS,
    "wire/refusals.py": NOUNS,
    "wire/port.py": NOUNS,
    "wire/reports.py": NOUNS,
    "wire/rights.py": NOUNS,
    "wire/shown.py": NOUNS,
    "wire/stops.py": NOUNS,
    "wire/stream.py": NOUNS,
    "wire/venue.py": NOUNS,
    "app/bot.py": "tests/faces/test_start.py",
    "app/bot_diary.py": "tests/faces/test_bots.py: what status and logs read is what it wrote",
    "app/bot_job.py": "tests/faces/test_start.py and test_bots.py",
    "app/bot_process.py": "tests/faces/test_bots.py",
    "app/bot_record.py": "tests/faces/test_start.py and test_bots.py",
    "app/panic.py": "tests/faces/test_bots.py, and transcripts",
    "app/detaching.py": "tests/faces/test_bots.py",
    "app/job.py": NOUNS,
    "sim/venue/rows.py": "test_exchange: a house of several rows; test_queue",
    "app/sharing.py": "tests/spec/test_shared_limits.py",
    "app/paper.py": "tests/spec/test_paper.py: runs on paper over sockets, on every tongue; tests/faces/test_start.py",
    "app/account_pages.py": "test_public_pages: rows of both kinds; tests/faces: transcripts",
    "app/judging.py": "test_key_check: a sentence for each outcome",
    "app/visit.py": "test_public_pages; tests/faces: transcripts",
    "app/problems.py": NOUNS,
    "storage/problems.py": NOUNS,
    "settings/problems.py": NOUNS,
    "app/build.py": "every world of tests/worlds.py is built by it",
    "app/replay.py": "tests/replay",
    "faces/cli/candles.py": "tests/faces: transcripts",
    "faces/cli/config.py": "tests/faces: transcripts",
    "faces/cli/account.py": "tests/faces: transcripts",
    "faces/cli/market_data.py": "tests/faces: transcripts",
    "faces/cli/password.py": "tests/faces: transcripts, test_connect",
    "faces/cli/completion.py": "tests/faces: transcripts; tests/unit/app/test_completion.py",
    "faces/cli/bots.py": "tests/faces/test_bots.py, and transcripts",
    "faces/cli/cancel.py": "tests/faces: transcripts",
    "faces/cli/panic.py": "tests/faces/test_bots.py, and transcripts",
    "faces/cli/trade.py": "tests/faces: transcripts",
    "faces/cli/history.py": "tests/faces: transcripts",
    "faces/shell/loop.py": "tests/faces/test_shell.py",
    "faces/cli/logs.py": "tests/faces/test_bots.py, and transcripts",
    "faces/cli/start.py": "tests/faces/test_start.py, and transcripts",
    "faces/cli/start_report.py": "tests/faces/test_start.py, and transcripts",
    "faces/cli/asking.py": "tests/faces/test_connect.py, at a terminal and without one",
    "faces/cli/connect.py": "tests/faces/test_connect.py, and transcripts",
    "faces/cli/disconnect.py": "tests/faces/test_connect.py, and transcripts",
    "faces/cli/demo.py": "tests/faces: transcripts, exit codes, Ctrl-C",
    "faces/cli/doctor.py": "tests/faces: transcripts",
    "faces/cli/emulate.py": "tests/faces: transcripts, exit codes",
    "faces/cli/options.py": "tests/faces: every command has its options",
    "faces/cli/replay.py": "tests/faces: transcripts, exit codes",
    "faces/cli/venues.py": "tests/faces: transcripts",
    "machines/orders/bookings.py": "the keeper's inner rooms are tested through its door: test_keeper, playbooks, the law",
    "machines/orders/checkpoint.py": "test_keeper dumps and loads; the law restarts at every step",
    "machines/orders/docket.py": "the keeper's inner rooms are tested through its door: test_keeper, playbooks, the law",
    "machines/throttle/bucket.py": "test_machine and the laws of the throttle",
    "machines/throttle/lease.py": "test_machine and tests/unit/storage/test_budget.py",
    "settings/keys.py": "test_publish and test_config read every key",
    "settings/schema.py": "test_config",
    "settings/toml_files.py": "test_config",
    "settings/values.py": "test_config",
    "settings/vault_file.py": "test_vault fails it at every call",
    "storage/backstage.py": "test_journal: the writer thread",
    "storage/lock.py": "test_journal: a second process",
    "storage/recordings.py": "test_journal and test_recovery",
    "storage/rows.py": "test_tables",
    "storage/segments.py": "test_journal: torn tails and flipped bits at every byte",
    "transport/http.py": "test_outcomes runs each case on both clients",
    "transport/tls.py": "test_outcomes: certificates of all kinds",
}


def has_own_test(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return (UNIT / folder / f"test_{name}").exists()


SOURCES = sorted(
    str(path.relative_to(SRC)) for path in SRC.rglob("*.py") if path.name not in ("__init__.py", "__main__.py")
)


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_has_its_test_or_a_reason(path: str) -> None:
    assert has_own_test(path) or path in ELSEWHERE, f"tests/unit/{path} has no twin"


def test_no_reason_is_stale() -> None:
    assert [path for path in ELSEWHERE if path not in SOURCES or has_own_test(path)] == []
