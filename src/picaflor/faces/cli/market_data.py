"""picaflor markets, ticker, book, trades, funding: what anybody may ask of a venue."""

from __future__ import annotations

from picaflor.app import public_pages
from picaflor.app.configuration import load_config, places_of
from picaflor.app.endpoints import find_reach
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.faces.cli.options import Endpoint, Json, Project, Switch
from picaflor.faces.cli.showing import show_visit


def _visit(connector: str, endpoint: str | None, project: Project) -> Visit:
    target = find_target(connector)
    return Visit(target, find_reach(target.venue.id, endpoint, load_config(places_of(project))))


def markets(
    connector: str, pattern: str = "", /, *, endpoint: Endpoint = None, project: Project = None, json_: Json = False
) -> int:
    """The trading rules of a venue's markets.

    Tick and smallest values are in the quote coin, lots and smallest amounts in the base coin; fees are parts of the
    money traded.

    Example: picaflor markets bitget "*-USDT"

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pattern
        A part of the pair, or a pattern with * in it.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each market.
    """
    visit = _visit(connector, endpoint, project)
    return show_visit(visit, lambda v: public_pages.markets(v, pattern), watch=False, json_=json_, empty="")


def ticker(
    connector: str,
    pair: str = "",
    /,
    *,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The last and the best prices of a market, or of all.

    Prices are in the quote coin, amounts and volumes in the base coin.

    Example: picaflor ticker bitget BTC-USDT --watch

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; without it all.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each market.
    """
    visit = _visit(connector, endpoint, project)
    return show_visit(
        visit, lambda v: public_pages.tickers(v, pair), watch=watch, json_=json_, empty="No market has a ticker."
    )


def book(
    connector: str,
    pair: str,
    /,
    *,
    depth: int = 10,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The best offers of a market: bids on the left, asks on the right.

    Example: picaflor book bitget BTC-USDT --depth 5

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    depth
        How many levels of each side.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each level.
    """
    visit = _visit(connector, endpoint, project)
    return show_visit(
        visit, lambda v: public_pages.book(v, pair, depth), watch=watch, json_=json_, empty="The book is empty."
    )


def trades(
    connector: str,
    pair: str,
    /,
    *,
    limit: int = 20,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The latest trades of a market, newest first; the side is the taker's.

    Example: picaflor trades bitget BTC-USDT --limit 5

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    limit
        How many.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each trade.
    """
    visit = _visit(connector, endpoint, project)
    return show_visit(
        visit, lambda v: public_pages.trades(v, pair, limit), watch=watch, json_=json_, empty="Nothing was traded yet."
    )


def funding(
    connector: str,
    pair: str,
    /,
    *,
    watch: Switch = False,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """What holding a perpetual contract costs next, and when.

    Example: picaflor funding bitget_perpetual BTC-USDT

    Parameters
    ----------
    connector
        Its id, such as bitget_perpetual.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    watch
        Ask again every second until Ctrl-C, and show what changed.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    visit = _visit(connector, endpoint, project)
    return show_visit(visit, lambda v: public_pages.funding(v, pair), watch=watch, json_=json_, empty="")
