"""The table of commands, and what becomes of a mistake: one sentence, the mend, and an exit code that means something."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from cyclopts import App, CycloptsError

from picaflor import __version__
from picaflor.app.configuration import places_of
from picaflor.app.disk_words import words_of
from picaflor.app.houses import open_houses
from picaflor.app.meant import unknown
from picaflor.faces.cli import output

FAILURE = 1
USAGE = 2
NOT_FOUND = 4
INTERRUPTED = 130

COMMANDS = {
    "demo": ("demo:demo", "The main job: an emulated Bitget and a market maker on it."),
    "venues": ("venues:venues", "The table of connectors, everything about one, or what one of its codes means."),
    "connect": ("connect:connect", "Check a venue's keys with it and store them; alone, the table of connectors."),
    "disconnect": ("disconnect:disconnect", "Remove a venue's keys."),
    "balance": (
        "account:balance",
        "What an account holds, and what that is worth; alone, of every account whose keys are stored.",
    ),
    "orders": ("account:orders", "The open orders of an account, oldest first, whoever made them."),
    "fills": ("account:fills", "What an account bought and sold last, newest first, and what it paid for that."),
    "positions": ("account:positions", "The positions of an account in perpetual contracts."),
    "leverage": (
        "contract_setup:leverage",
        "The leverage of a perpetual contract; with TIMES it is set, and read again.",
    ),
    "margin": (
        "contract_setup:margin",
        "The account that a market on margin has of its own; with AMOUNT that much is to be in it in the end.",
    ),
    "position-mode": (
        "contract_setup:position_mode",
        "Whether an account holds one position in a contract or one for each side; with MODE it is set, and read again.",
    ),
    "transfer": (
        "transfer:transfer",
        "Move money between the purses of an account; with a connector alone, what lies in the one that trades nothing.",
    ),
    "markets": ("market_data:markets", "The trading rules of a venue's markets."),
    "ticker": ("market_data:ticker", "The last and the best prices of a market, or of all."),
    "book": ("market_data:book", "The best offers of a market: bids on the left, asks on the right."),
    "trades": ("market_data:trades", "The latest trades of a market, newest first; the side is the taker's."),
    "funding": ("market_data:funding", "What holding a perpetual contract costs next, and when."),
    "candles": ("candles:candles", "The last bars of a market: to look at, or as a file."),
    "controllers": (
        "controllers:controllers",
        "The controllers that there are, yours among them, or what one of them is configured with.",
    ),
    "new": ("new:new", "Make a controller of your own: a file that trades as it is, to be changed."),
    "create": ("create:create", "Make a bot's file: every key is asked for; alone, what strategies there are."),
    "import": ("import_:import_", "Make files of ours of Hummingbot's, and say what could not be carried over."),
    "start": ("start:start", "Start a bot by the [strategy] table of its configuration: detached, or --foreground."),
    "status": ("bots:status", "How the bots stand: all of them, or one with its orders."),
    "stop": (
        "bots:stop",
        "Stop a bot, or all of them: orders are cancelled, and it is said which are proven cancelled.",
    ),
    "logs": ("logs:logs", "What happened to a bot, or to all of them: fills, refusals, gates, crashes, restarts."),
    "buy": ("trade:buy", "Buy by hand: a limit at PRICE, or at market without one."),
    "sell": ("trade:sell", "Sell by hand: a limit at PRICE, or at market without one. As `buy`."),
    "cancel": (
        "cancel:cancel",
        "Cancel an order by its id, or --all of an account, or of every account; proven by the venue's own list.",
    ),
    "panic": (
        "panic:panic",
        "Cancel everything, everywhere, now: all bots stop, and every account is cleared and read again.",
    ),
    "history": ("history:history", "What the bots did, run by run: fills, amounts, fees, and the result."),
    "export": ("history:export", "Write what the bots did as a file: .csv, .json, or .jsonl with a line for each row."),
    "emulate": ("emulate:emulate", "Serve an emulated exchange on this machine."),
    "replay": ("replay:replay", "Run a recorded session again and compare what left it."),
    "report": (
        "report:report",
        "What a run did, as a page for a browser: profit, inventory, markouts, and why each order was placed.",
    ),
    "config": ("config:config", "Show or set configuration keys, and say where values came from."),
    "password": ("password:password", "Change the vault's password."),
    "completion": (
        "completion:completion",
        "What makes your shell complete commands, their options, connectors, pairs and bots: for bash, zsh or fish.",
    ),
    "doctor": ("doctor:doctor", "Look for what is wrong with this installation, and say the mend."),
}

OWNED = frozenset(
    {"venues", "disconnect", "candles", "emulate", "replay", "report"}
)  # where own controllers count, too
HOUSED = OWNED | {  # where venues of the user's own count, and no command of its own opens them
    *("balance", "orders", "fills", "positions", "leverage", "position-mode", "transfer"),
    *("markets", "ticker", "book", "trades", "funding", "cancel", "create"),
}


def make_app(word: str = "") -> App:
    """Only the command that is `word` is loaded; of the others the table's words are enough."""
    app = App(
        name="picaflor",
        help="An algorithmic-trading client. Every command has --help.",
        version=__version__,
        version_flags=["--version"],
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )
    for name, (where, words) in COMMANDS.items():
        app.command(f"picaflor.faces.cli.{where}", name=name, help=None if name == word else words)
    return app


def import_command(words: list[str]) -> None:
    """What it is made of, ahead of running it."""
    if words and words[0] in COMMANDS:
        import_module(f"picaflor.faces.cli.{COMMANDS[words[0]][0].partition(':')[0]}")


def options_of(name: str) -> list[str]:
    """The long options of a command."""
    arguments = make_app(name)[name].assemble_argument_collection()
    return [word for argument in arguments for word in argument.names if word.startswith("--")]


def valued_of(name: str) -> list[str]:
    """Those of them that a value follows."""
    arguments = make_app(name)[name].assemble_argument_collection()
    return [word for each in arguments if each.token_count()[0] for word in each.names if word.startswith("--")]


def run(words: list[str]) -> int:
    output.prepare()
    if words[:1] == ["help"]:
        words = [*words[1:2], "--help"]
    word = words[0] if words else "--help"
    if not word.startswith("-") and word not in COMMANDS:
        return _refuse(unknown("command", word, COMMANDS), USAGE)
    try:
        if word in HOUSED and not {"--help", "-h"} & set(words):
            _open_houses(words)
        result = make_app(word)(words or [word])
        return result if isinstance(result, int) else 0
    except CycloptsError as mistake:
        mistake.verbose = False
        mend = f"picaflor {word} --help" if word in COMMANDS else "picaflor --help"
        return _refuse(f"{' '.join(str(mistake).split())} See `{mend}`.", USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.hang_up()
        return 0
    except SystemExit:  # how a help page ends whose reader has hung up
        output.hang_up()
        return 0
    except Exception as problem:
        code = getattr(problem, "exit_code", None)
        if code is None and isinstance(problem, OSError) and (said := words_of(problem)) is not None:
            return _refuse(said, NOT_FOUND if isinstance(problem, FileNotFoundError) else FAILURE)
        if code is None:
            raise
        return _refuse(str(problem), int(code))


def _open_houses(words: list[str]) -> None:
    places = places_of(_project(words))
    open_houses(places)
    if words[0] in OWNED:
        from picaflor.app.own_controllers import add_own_controllers  # strategies with it: for who asks for them

        add_own_controllers(places)


def _project(words: list[str]) -> Path | None:
    """What the option says, whatever the command makes of the rest."""
    for option, value in zip(words, [*words[1:], ""], strict=True):
        name, equals, said = option.partition("=")
        if name == "--project" and (said or value):
            return Path(said if equals else value)
    return None


def _refuse(sentence: str, code: int) -> int:
    output.complain(f"picaflor: {sentence}")
    return code
