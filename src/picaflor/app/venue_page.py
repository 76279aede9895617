"""The page of one tongue, made from the records of its rows: docs/venues/ and `picaflor venues ID` are both this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from picaflor.app.pages import Block, Facts, Grid, Heading, Items, Page, Steps, Text, Typed
from picaflor.app.venue_protocol import account_kinds, codes, evidence, limits
from picaflor.domain.orders import OrderType
from picaflor.wire.dead_man import SwitchRule
from picaflor.wire.venue import Life, Venue

# What the program can do by now; tests/house/test_venue_pages.py holds it against the commands and folders there are.

SECOND: Final = 1_000_000_000
TIERS: Final = {
    "gold": "read and written against payloads from outside, and other people's clients trade on its emulated exchange "
    "in every run of the suite",
    "silver": "read and written against payloads from outside",
    "bronze": "nobody looks after it beyond the suite",
}
ORDER_TYPES: Final = {
    OrderType.LIMIT: "at a price or better",
    OrderType.LIMIT_MAKER: "at a price, and only if it rests in the book",
    OrderType.MARKET: "at once, at the book's prices",
}
_KINDS: Final = (("spot", "Spot"), ("perpetual", "Perp"), ("margin", "Margin"))
MARKETS: Final = {"spot": "spot markets", "perpetual": "perpetual futures", "margin": "margin on spot markets"}
MODES: Final = {"ONEWAY": "One-way", "HEDGE": "Hedge"}
COUNTRIES: Final = "not stated by the venue in one place; ask it"


def make_page(rows: Sequence[Venue]) -> Page:
    """Of all rows of one tongue, spot before perpetual, and the twins of others behind them."""
    rows = sorted(rows, key=lambda row: (bool(row.twin_of), row.kind != "spot", row.id))
    first = rows[0]
    blocks: list[Block] = [Heading(1, first.name), *_info(rows), *_house(first), *_connect(first)]
    for row in rows:
        blocks += _connector(row)
    blocks += codes(rows)
    for chapter in first.about.chapters:
        blocks += [Heading(2, chapter.title), Text(chapter.text)]
    return (*blocks, *evidence(first))


def _info(rows: Sequence[Venue]) -> list[Block]:
    first = rows[0]
    tier = f"{first.tier}: {TIERS[first.tier]}" if first.tier else ""
    return [
        Heading(2, "Connector Info"),
        Facts(
            (
                ("Exchange type", "centralised (CEX)"),
                ("Market type", "central limit order book (CLOB)"),
                ("Maintenance tier", tier),
                ("Life", life(first)),
                ("Notice", first.life_note),
            )
        ),
        Grid(("Component", "Status", "Version", "V2 strategies", "Notes"), tuple(_components(rows))),
    ]


def life(row: Venue) -> str:
    return f"{row.life} {row.life_date}".strip()


def _components(rows: Sequence[Venue]) -> list[tuple[str, ...]]:
    told: list[tuple[str, ...]] = []
    for kind, word in _KINDS:
        mine = [row for row in rows if row.kind == kind]
        for row in mine:
            extra = ["testnet"] if "testnet" in row.domains else []
            extra += [f"untested live: the interface of {row.twin_of} under another name"] if row.twin_of else []
            extra += [] if row.life is Life.OPEN else [life(row)]
            types = ", ".join(f"`{type_}`" for type_ in row.order_types)
            told.append((f"{word} connector `{row.id}`", "built", row.version, "yes", "; ".join([types, *extra])))
        told += [] if mine or kind == "margin" else [(f"{word} connector", "not built")]
    for kind, word in _KINDS:
        mine = [row for row in rows if row.kind == kind and row.candle_intervals]
        for row in mine:
            told.append((f"{word} candles `{row.id}`", "built", row.version, "yes", ", ".join(row.candle_intervals)))
        told += [] if mine or kind == "margin" else [(f"{word} candles", "not built")]
    return told


def _house(first: Venue) -> list[Block]:
    about = first.about
    told = (
        ("Website", _link(about.website)),
        ("CoinMarketCap", _link(about.coinmarketcap)),
        ("CoinGecko", _link(about.coingecko)),
        ("API docs", _link(about.api_docs)),
        ("Fees", _link(about.fees)),
        ("Supported countries", _link(about.countries) or COUNTRIES),
    )
    return [Heading(2, "Exchange Info"), Facts(told)]


def _link(address: str) -> str:
    return f"<{address}>" if address else ""


def _connect(first: Venue) -> list[Block]:
    typed = [f"$ picaflor connect {first.id}", *(f"{credential.prompt}…" for credential in first.credentials)]
    blocks: list[Block] = [Heading(2, "How to Connect")]
    if first.about.make_keys:
        blocks += [Heading(3, "Generate API Keys"), Steps(first.about.make_keys)]
    blocks.append(Heading(3, "Add Keys to Picaflor"))
    blocks.append(Typed((*typed, f"You are now connected to {first.id}")))
    if first.life is not Life.OPEN:
        blocks.append(Text(f"This venue is {life(first)}: `connect` says so and asks first. {first.life_note}"))
    return blocks


def _connector(row: Venue) -> list[Block]:
    word, markets = dict(_KINDS)[row.kind], MARKETS[row.kind]
    told = (
        ("ID", f"`{row.id}`"),
        ("What", f"{row.name}, {markets}"),
        ("Connection type", "WebSocket, and REST for what the venue does not stream"),
        ("API docs", _link(row.api_docs or row.about.api_docs)),
        ("Folder", f"`src/picaflor/venues/{row.tongue}/`"),
        ("Fees before any discount", f"maker {row.maker_fee}, taker {row.taker_fee}, as parts of the money traded"),
    )
    blocks: list[Block] = [Heading(2, f"{word} Connector `{row.id}`"), Facts(told)]
    blocks += _trading(row)
    blocks += [Heading(3, "Paper Trading"), Text(_paper(row))]
    if "testnet" in row.domains:
        twin = f"{row.id}_testnet"
        blocks += [
            Heading(3, "Testnet"),
            Text(f"`{twin}` is this connector on the venue's demo hosts, with demo keys."),
        ]
    blocks += [Heading(3, "Hosts"), _hosts(row), *limits(row), *account_kinds(row)]
    return [*blocks, Heading(3, "Notes"), Items(row.notes)] if row.notes else blocks


def _trading(row: Venue) -> list[Block]:
    types = tuple(f"`{type_}`: {ORDER_TYPES[type_]}" for type_ in row.order_types)
    force = f"Times in force: {', '.join(f'`{tif}`' for tif in row.tifs)}."
    blocks: list[Block] = [Heading(3, "Order Types"), Items(types), Text(force)]
    if row.stop_kinds:
        blocks.append(Text(f"Orders that wait for a price: {_listed(row.stop_kinds)}."))
    blocks += [Text(_dead_man(spoken, spoken.dead_man)) for spoken in row.kinds() if spoken.dead_man is not None]
    if row.position_modes:
        modes = tuple(f"{MODES[mode]} (`{mode}`)" for mode in row.position_modes)
        blocks += [Heading(3, "Position Modes"), Items(modes)]
    if row.margin_modes:
        blocks.append(Text(f"Margin: {_listed(row.margin_modes)}."))
    if row.candle_intervals:
        blocks += [Heading(3, "Candles"), Facts(_candles(row))]
    return blocks


def _candles(row: Venue) -> tuple[tuple[str, str], ...]:
    rule = row.candles
    pages = [f"{rule.page_max} of the latest"] if rule.page_max else []
    pages += [f"{rule.past_page_max} of the archive"] if rule.past_page_max else []
    return (
        ("Intervals", f"{', '.join(row.candle_intervals)}; days begin at midnight UTC"),
        ("Bars in one answer, at most", ", ".join(pages)),
        ("By stream", ", ".join(rule.streamed)),
        ("Bars without trades", "left out by the venue" if rule.skips_quiet else ""),
    )


def _dead_man(row: Venue, rule: SwitchRule) -> str:
    most = f" to {rule.most_ns // SECOND} seconds" if rule.most_ns else " seconds on"
    whose = "of each symbol" if rule.by_symbol else "of the whole account: all programs that use it share one switch"
    who = f" ({row.account_kind} accounts)" if row.account_kind else ""
    return (
        f"Dead-man switch {whose}{who}, from {rule.least_ns // SECOND}{most}: with `venues.{row.id}.dead_man_switch` set,"
        " the venue cancels what is open there when a bot falls silent for so long, also what others have placed."
    )


def _listed(words: Sequence[str]) -> str:
    return ", ".join(str(word).replace("_", " ") for word in words)


def _paper(row: Venue) -> str:
    twin = f"`{row.id}_paper_trade`"
    return (
        f"{twin} trades this connector's markets on paper and needs no keys: the book and the trades are the venue's own,"
        " the account is kept here. Orders wait in the queue and fill in parts, market orders walk the book, and tick, lot,"
        " minimum and fees are the venue's."
    )


def _hosts(row: Venue) -> Grid:
    told = tuple(
        (kind, d.rest, d.public, d.private, "; ".join(f"{name}: {value}" for name, value in d.headers))
        for kind, d in row.domains.items()
    )
    return Grid(("Domain", "REST", "Public socket", "Private socket", "Headers"), told)
