"""picaflor balance, orders, fills, positions: what the owner of a key may ask of a venue."""

from __future__ import annotations

import asyncio

from picaflor.app import account_pages
from picaflor.app.allotments import Allotted, allot
from picaflor.app.configuration import load_config, places_of
from picaflor.app.endpoints import find_reach
from picaflor.app.keyring import Keyring
from picaflor.app.paper_visit import PaperVisit, paper_funds
from picaflor.app.prices import Prices
from picaflor.app.public_pages import Row
from picaflor.app.running import run_until_signal
from picaflor.app.targets import MAIN, find_target
from picaflor.app.visit import Visit
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch
from picaflor.faces.cli.showing import look_again, show, show_visit
from picaflor.faces.cli.waiting import Waiting

NO_KEYS = "No keys are stored here: `picaflor connect ID` stores some."


def _visit(connector: str, account: str, endpoint: str | None, project: Project, *, quiet: bool) -> Visit:
    target, places = find_target(connector), places_of(project)
    config = load_config(places)
    reach = find_reach(target.venue.id, endpoint, config)
    if target.paper:
        return PaperVisit(target, reach, places.paper_account(target.id, account), paper_funds(config))
    return Visit(target, reach, _keyring(project, quiet=quiet).get(target.entry(reach.world, account)))


def _keyring(project: Project, *, quiet: bool) -> Keyring:
    return asking.keyring(project, quiet=quiet)


def balance(
    *words: str,
    account: Account = MAIN,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """What an account holds, and what that is worth; alone, of every account whose keys are stored.

    The value is in the coin that `global_token` names, by the public prices of its venue, and of our other venues where
    that one knows none; what has no price says so.

    `balance paper ASSET AMOUNT` says what a new account on paper begins with, and `balance limit ID ASSET AMOUNT` how much
    of a coin each bot may use at a venue; both are written into the configuration.

    Example: picaflor balance bitget

    Parameters
    ----------
    words
        A connector's id, such as bitget; or what is to be set.
    account
        The name that its keys are stored under.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each coin.
    """
    if len(words) > 1 or words[:1] in (("paper",), ("limit",)):
        return _allot(allot(places_of(project), words), json_=json_)
    connector = words[0] if words else None
    config = load_config(places_of(project))
    token = config.get("global_token")
    if connector is not None:
        visit = _visit(connector, account, endpoint, project, quiet=json_)
        prices = Prices(lambda venue: visit.reach if endpoint is not None else find_reach(venue, None, config))
        return show_visit(
            visit,
            lambda v: account_pages.balances(v, token, prices),
            watch=watch,
            json_=json_,
            empty="Nothing is held.",
        )
    said = find_reach("", endpoint, config) if endpoint is not None else None
    keyring = _keyring(project, quiet=json_)

    async def everywhere() -> list[Row]:
        with Waiting("Asking venues", quiet=json_) as told:
            return await account_pages.all_balances(
                keyring, lambda venue: said or find_reach(venue, None, config), token, told
            )

    empty = _no_keys(keyring.names(), said is not None)

    def together(rows: list[Row]) -> str:
        return account_pages.together(rows, token) if rows else ""

    if watch:
        return run_until_signal(lambda stop: look_again(everywhere, stop, json_=json_, empty=empty, below=together))
    rows = asyncio.run(everywhere())
    show(rows, json_=json_, empty=empty)
    if rows and not json_:
        output.say(together(rows))
    return 1 if any(row["note"] for row in rows) else 0


def _no_keys(stored: list[str], named: bool) -> str:
    """What is said where nobody could be asked."""
    if not stored:
        return NO_KEYS
    mend = "`picaflor connect ID` with the same --endpoint stores some of it" if named else "--endpoint names one"
    return f"The keys that are stored here are of another world ({', '.join(stored)}): {mend}."


def _allot(allotted: Allotted, *, json_: bool) -> int:
    if json_:
        output.emit({"key": allotted.key, "value": allotted.amount, "file": str(allotted.file)})
    else:
        output.say(f"{allotted.words} ({allotted.file}).")
    return 0


def orders(
    connector: str,
    pair: str = "",
    /,
    *,
    account: Account = MAIN,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The open orders of an account, oldest first, whoever made them.

    Example: picaflor orders bitget BTC-USDT

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; without it of all markets.
    account
        The name that its keys are stored under.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each order.
    """
    visit = _visit(connector, account, endpoint, project, quiet=json_)
    return show_visit(
        visit, lambda v: account_pages.orders(v, pair), watch=watch, json_=json_, empty="No order is open."
    )


def fills(
    connector: str,
    pair: str = "",
    /,
    *,
    limit: int = 20,
    account: Account = MAIN,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """What an account bought and sold last, newest first, and what it paid for that.

    Example: picaflor fills bitget BTC-USDT --limit 5

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; without it of all markets.
    limit
        How many, up to 100.
    account
        The name that its keys are stored under.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each fill.
    """
    visit = _visit(connector, account, endpoint, project, quiet=json_)
    return show_visit(
        visit, lambda v: account_pages.fills(v, pair, limit), watch=watch, json_=json_, empty="Nothing was traded yet."
    )


def positions(
    connector: str,
    /,
    *,
    account: Account = MAIN,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The positions of an account in perpetual contracts.

    Example: picaflor positions bitget_perpetual

    Parameters
    ----------
    connector
        Its id, such as bitget_perpetual.
    account
        The name that its keys are stored under.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each position.
    """
    visit = _visit(connector, account, endpoint, project, quiet=json_)
    return show_visit(visit, account_pages.positions, watch=watch, json_=json_, empty="No position is open.")
