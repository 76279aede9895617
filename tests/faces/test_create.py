"""The wizard at a terminal: asked in order, a wrong answer is told and asked again, and what comes of it can be planned."""

from __future__ import annotations

from pathlib import Path

from picaflor.app.bot_plan import plan_bot
from picaflor.app.strategy_schema import questions
from picaflor.settings.config import load
from tests.faces.terminal import converse

ANSWERS = {"spread_bps": "9", "refresh_ns": "2s"}


def test_every_key_is_asked_for_and_the_file_is_one_that_starts(tmp_path: Path) -> None:
    typed = [
        ("connector: where it trades, such as bitget_paper_trade; a text >>> ", "bitgett\n"),
        ("did you mean bitget?", ""),
        ("connector", "bitget_paper_trade\n"),
        ("pair: such as BTC-USDT; a text >>> ", "日本\n"),
        ("strategy.pair is '日本': write it like BTC-USDT", ""),
        ("pair: such as BTC-USDT; a text >>> ", "BTC-USDT\n"),
    ]
    for question in questions("simple_maker", "bitget")[2:]:
        if question.name == "spread_bps":
            typed.append(("spread_bps: from the middle to each quote; a whole number [4] >>> ", "wide\n"))
            typed.append(("strategy.spread_bps is 'wide': it must be a whole number", "-4\n"))
            typed.append(("strategy: spread_bps is 0 to 9999", ""))
        typed.append((f"{question.name}", f"{ANSWERS.get(question.name, '')}\n"))
    code, screen = converse(tmp_path, ["create", "simple_maker", "made.toml"], typed)
    assert (code, screen.splitlines()[-1][:21]) == (0, "made.toml is written.")
    assert "leverage" not in screen, "a spot market has none"
    plan = plan_bot(load([tmp_path / "made.toml"]), None)
    assert (plan.target.id, plan.seats[0].settings["spread_bps"], plan.seats[0].settings["refresh_ns"]) == (
        "bitget_paper_trade",
        9,
        2_000_000_000,
    )


def test_who_leaves_has_answered_nothing(tmp_path: Path) -> None:
    code, screen = converse(tmp_path, ["create", "simple_maker"], [("connector", "\x04")])
    assert (code, screen.splitlines()[-1]) == (2, "picaflor: nobody answered: nothing was written")
    assert list(tmp_path.glob("*.toml")) == []
