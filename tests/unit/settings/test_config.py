"""Layers, origins and refusals: what a person writes is taken exactly or answered with its place and its mend."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from picaflor.settings.config import Config, Setting, load
from picaflor.settings.keys import SCHEMA
from picaflor.settings.problems import BadConfig, FileTrouble, SettingsProblem
from picaflor.settings.schema import Key, Kind, Schema


def write(folder: Path, text: str, name: str = "picaflor.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BadConfig) as refused:
        load([write(folder, text)])
    assert refused.value.exit_code == 3
    return str(refused.value).removeprefix(f"{folder}/")


def test_with_nothing_said_the_defaults_stand() -> None:
    config = load()
    assert config.get("rate.share") == 100
    assert config.get("global_token") == "USDT"
    assert config.get("kill_switch.max_loss") is None
    assert config.get("venues.bitget.broker_tag") == ""
    assert config.table("paper_trade.balances") == {"BTC": Decimal(1), "ETH": Decimal(20), "USDT": Decimal(100_000)}
    assert config.origin("rate.share") == "default"


def test_later_files_win_then_the_environment_then_the_command_line(tmp_path: Path) -> None:
    one = write(tmp_path, 'global_token = "EUR"\n[rate]\nshare = 10\n[log]\nlevel = "debug"\n', "one.toml")
    two = write(tmp_path, "[rate]\nshare = 20\n[journal]\nsync = 'none'\n", "two.toml")
    environment = {
        "PICAFLOR_LOG_LEVEL": "error",
        "PICAFLOR_JOURNAL_SYNC": "inline",
        "HOME": "/",
        "PICAFLOR_PASSWORD": "x",
    }
    config = load([one, two], environment, {"log.level": "warning"})
    found = {name: (setting.value, setting.origin) for name, setting in config.items()}
    assert found["global_token"] == ("EUR", f"{one}:1")
    assert found["rate.share"] == (20, f"{two}:2")
    assert found["journal.sync"] == ("inline", "PICAFLOR_JOURNAL_SYNC")
    assert found["log.level"] == ("warning", "command line")
    assert found["open_orders_at_start"] == ("adopt", "default")


def test_tables_of_named_things_merge_by_name(tmp_path: Path) -> None:
    one = write(tmp_path, "[paper_trade.balances]\nBTC = 2\nUSDT = '1000.50'\n", "one.toml")
    two = write(
        tmp_path, '[paper_trade.balances]\nUSDT = 0.1\n[venues.bitget]\nbroker_tag = "abc"\nmaker_fee = -0.01\n'
    )
    config = load(
        [one, two], {"PICAFLOR_PAPER_TRADE_BALANCES_SOL": "3", "PICAFLOR_VENUES_BITGET_PERPETUAL_MAKER_FEE": "0"}
    )
    assert config.table("paper_trade.balances") == {"BTC": Decimal(2), "USDT": Decimal("0.1"), "SOL": Decimal(3)}
    assert config.table("venues") == {
        "bitget": {"broker_tag": "abc", "maker_fee": Decimal("-0.01")},
        "bitget_perpetual": {"maker_fee": Decimal(0)},
    }
    assert isinstance(config.get("paper_trade.balances.USDT"), Decimal)


def test_money_is_never_a_float(tmp_path: Path) -> None:
    config = load([write(tmp_path, "[kill_switch]\nmax_loss = 0.1\nmax_gain = '0.000000000000000001'\n")])
    assert config.get("kill_switch.max_loss") == Decimal("0.1")
    assert config.get("kill_switch.max_gain") == Decimal("1E-18")


def test_a_strategy_may_say_what_it_likes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "[strategy.maker]\npair = 'BTC-USDT'\nspread = 0.5\nlevels = [1, 0.2]\n[strategy.maker.more]\non = true\n",
    )
    config = load([path], command_line={"strategy.maker.pair": "ETH-USDT"})
    assert config.table("strategy.maker") == {
        "pair": "ETH-USDT",
        "spread": Decimal("0.5"),
        "levels": (1, Decimal("0.2")),
        "more": {"on": True},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rate]\nshaer = 5\n", "picaflor.toml:2: unknown key rate.shaer: did you mean rate.share?"),
        ("rat.share = 5\n", "picaflor.toml:1: unknown key rat.share: did you mean rate.share?"),
        ("share = 5\n", "picaflor.toml:1: unknown key share: did you mean rate.share?"),
        (
            "[venues.bitget]\nproxi = 'x'\n",
            "picaflor.toml:2: unknown key venues.bitget.proxi: did you mean venues.bitget.proxy?",
        ),
        (
            "[paper_trade.balances]\n'日本' = 1\n",
            "unknown key paper_trade.balances.日本: names in keys are of letters, digits",
        ),
        ("zzzzzz = 1\n", "picaflor.toml:1: unknown key zzzzzz: `picaflor config` lists those there are"),
        ("\n\nrate = 5\n", "picaflor.toml:3: rate is a table: give it keys of its own, as in [rate]"),
        ("[global_token]\nx = 1\n", "picaflor.toml:2: global_token is no table: it must be a text, as USDT"),
        ("[nothing]\n", "unknown key nothing: `picaflor config` lists those there are"),
        ("[rate]\n\nshare = 250\n", "picaflor.toml:3: rate.share is 250: it must be a whole number from 1 to 100"),
        ("[rate]\nshare = 0\n", "picaflor.toml:2: rate.share is 0: it must be a whole number from 1 to 100"),
        ("[rate]\nshare = 1.5\n", "picaflor.toml:2: rate.share is 1.5: it must be a whole number from 1 to 100"),
        ("[rate]\nshare = true\n", "picaflor.toml:2: rate.share is True: it must be a whole number from 1 to 100"),
        ("[rate]\nshare = '5'\n", "picaflor.toml:2: rate.share is '5': it must be a whole number from 1 to 100"),
        ("rate = { share = 101 }\n", "picaflor.toml:1: rate.share is 101: it must be a whole number from 1 to 100"),
        (
            "[log]\nlevel = 'loud'\n",
            "picaflor.toml:2: log.level is 'loud': it must be one of debug, info, warning, error",
        ),
        (
            "[kill_switch]\nmax_loss = nan\n",
            "kill_switch.max_loss is NaN: it must be a number, 0 or more (not a number: 'NaN')",
        ),
        ("[kill_switch]\nmax_loss = inf\n", "(not a number: 'Infinity')"),
        ("[kill_switch]\nmax_loss = 1e999\n", "(too large: '1E+999')"),
        ("[kill_switch]\nmax_loss = -1\n", "kill_switch.max_loss is -1: it must be a number, 0 or more"),
        ("[kill_switch]\nmax_loss = 'much'\n", "(not a number: 'much')"),
        ("[kill_switch]\nmax_loss = true\n", "kill_switch.max_loss is True: it must be a number, 0 or more"),
        ("[kill_switch]\nmax_drawdown = 101\n", "it must be a number from 0 to 100"),
        ("global_token = ''\n", "global_token is '': it must be a text, as USDT"),
        ('global_token = "a\\u001b[31m"\n', "it must be a text, as USDT"),
        ("[paper_trade]\nexchanges = 'bitget'\n", "paper_trade.exchanges is 'bitget': it must be a list of texts"),
        ("[paper_trade]\nexchanges = ['../etc']\n", "it must be a list of texts"),
        ("[paper_trade.balances]\n'../x' = 1\n", "unknown key paper_trade.balances.../x"),
        (
            "[notifications]\nwebhook = 'http://plain'\n",
            "notifications.webhook is given: it must be a text, as https://example.org/hook",
        ),
        ("[strategy.x]\ny = nan\n", "(not a number: 'NaN')"),
        ("a = \n", "picaflor.toml: not readable as TOML: Invalid value (at line 1, column 5); mend it there"),
        ("a = 1\na = 2\n", "not readable as TOML: Cannot overwrite a value"),
        ("a = " + "9" * 4200, "the line is longer than 4096 characters"),
        ("a = " + "[" * 3000 + "]" * 3000, "the line is longer than"),
        ("a = " + "[\n" * 3000 + "]\n" * 3000, "nested too deeply: at most 8 levels"),
        ("a." * 500 + "b = 1", "nested too deeply"),
        ("#" + "x" * 100 + "\n" * 300_000, "larger than 262144 bytes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_place_and_mend(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_numbers_too_long_for_python_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"too long|too many digits|longer than"):
        load([write(tmp_path, "[rate]\nshare = 0x" + "f" * 4000 + "\n[kill_switch]\nmax_loss = 0x" + "f" * 4000)])
    with pytest.raises(BadConfig, match="too long"):
        load([write(tmp_path, "[kill_switch]\nmax_loss = 0x" + "f" * 4000)])


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"there is no configuration file .*: name one that exists"):
        load([tmp_path / "nowhere.toml"])
    with pytest.raises(BadConfig, match="not an ordinary file"):
        load([tmp_path])
    (tmp_path / "latin.toml").write_bytes(b"global_token = '\xe9'")
    with pytest.raises(BadConfig, match="not UTF-8 at byte 16"):
        load([tmp_path / "latin.toml"])
    (tmp_path / "file").write_text("")
    with pytest.raises(FileTrouble, match="cannot read"):
        load([tmp_path / "file" / "x.toml"])
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbfglobal_token = 'EUR'")
    assert load([tmp_path / "bom.toml"]).get("global_token") == "EUR"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PICAFLOR_RATE_SHARE": "lots"}, "PICAFLOR_RATE_SHARE: rate.share is 'lots': it must be a whole number"),
        ({"PICAFLOR_RATE_SHAER": "5"}, r"PICAFLOR_RATE_SHAER sets nothing: did you mean PICAFLOR_RATE_SHARE\?"),
        ({"PICAFLOR_RATE_": "5"}, "PICAFLOR_RATE_ sets nothing"),
        ({"PICAFLOR_KILL_SWITCH_MAX_LOSS": "1,5"}, "it must be a number, 0 or more"),
    ],
)
def test_what_the_environment_says_is_checked(environment: dict[str, str], said: str) -> None:
    with pytest.raises(BadConfig, match=said):
        load(environment=environment)


def test_what_the_command_line_says_is_checked() -> None:
    with pytest.raises(BadConfig, match=r"command line: unknown key rate.shaer: did you mean rate.share\?"):
        load(command_line={"rate.shaer": "5"})
    with pytest.raises(BadConfig, match=r"command line: rate.share is '0x5': it must be"):
        load(command_line={"rate.share": "0x5"})
    config = load(command_line={"paper_trade.exchanges": "bitget, hitbtc", "kill_switch.max_drawdown": "12.5"})
    assert config.get("paper_trade.exchanges") == ("bitget", "hitbtc")
    assert config.get("kill_switch.max_drawdown") == Decimal("12.5")


def test_a_name_that_is_no_key_cannot_be_asked_for() -> None:
    with pytest.raises(BadConfig, match=r"did you mean rate.share"):
        load().get("rate.shares")


def test_secret_values_do_not_show(tmp_path: Path) -> None:
    config = load([write(tmp_path, "[venues.bitget]\nproxy = 'http://user:hunter2@127.0.0.1:1080'\n")])
    assert "hunter2" not in repr(config.setting("venues.bitget.proxy")) + str(dict(config.items()))
    assert config.get("venues.bitget.proxy").reveal() == "http://user:hunter2@127.0.0.1:1080"
    assert "hunter2" not in refusal(tmp_path, "[venues.bitget]\nproxy = 'ftp://user:hunter2@x'\n")


def test_every_default_would_be_taken_from_a_file(tmp_path: Path) -> None:
    config = Config({}, SCHEMA)
    checked = 0
    for key in SCHEMA.keys:
        if isinstance(key.default, str | int) and "*" not in key.name:
            said = load(command_line={key.name: str(key.default)})
            assert said.setting(key.name) == Setting(config.get(key.name), "command line")
            checked += 1
        assert SCHEMA.find(key.path) == key
    assert checked >= 5


def test_the_base_is_what_faces_catch() -> None:
    assert issubclass(BadConfig, SettingsProblem)


ODD = Schema(
    keys=(
        Key("on", Kind.SWITCH, "A switch."),
        Key("below", Kind.WHOLE, "At most ten.", most=10),
        Key("any.**", Kind.ANY, "Free."),
    )
)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("FALSE", False)])
def test_a_switch_is_true_or_false(tmp_path: Path, text: str, value: bool) -> None:
    assert load(command_line={"on": text}, schema=ODD).get("on") is value
    assert load([write(tmp_path, "on = true")], schema=ODD).get("on") is True
    for bad in ("yes", "1", ""):
        with pytest.raises(BadConfig, match=f"on is '{bad}': it must be true or false"):
            load(command_line={"on": bad}, schema=ODD)


def test_ranges_may_have_one_end_and_free_lists_one_size(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="must be a whole number, 10 or less"):
        load(command_line={"below": "11"}, schema=ODD)
    ones = ",\n".join("1" * 1001)
    with pytest.raises(BadConfig, match="must be a list of at most 1000"):
        load([write(tmp_path, f"any.x = [{ones}]")], schema=ODD)
    config = load([write(tmp_path, "any.x = [{a = 0.5}]")], schema=ODD)
    assert config.get("any.x") == ({"a": Decimal("0.5")},)
