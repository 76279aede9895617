"""BitMart. The rows of its spot market and of its futures, which are closing: the record says when."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import MarginMode, OrderType, PositionMode, StopKind, Tif, TriggerBy
from picaflor.venues.bitmart import (
    auth,
    futures_auth,
    futures_limits,
    futures_prices,
    futures_rest,
    futures_stream,
    futures_symbols,
    rest,
    stream,
)
from picaflor.venues.bitmart.about import ABOUT
from picaflor.venues.bitmart.batches import BATCH_MAX
from picaflor.venues.bitmart.charts import INTERVALS
from picaflor.venues.bitmart.codes import REFUSALS
from picaflor.venues.bitmart.futures_words import PRODUCT
from picaflor.venues.bitmart.limits import (
    BOOK,
    BOOK_CHANNELS,
    CANDLES,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    HEARTBEAT,
    LIMIT_HEADERS,
    LIMITS,
    STATED,
    TOPICS_PER_FRAME,
)
from picaflor.venues.bitmart.market import FUTURES_HOST
from picaflor.venues.bitmart.outcomes import FUTURES, OUTCOMES
from picaflor.venues.bitmart.outcomes import SPOT as SPOT_CODES
from picaflor.venues.bitmart.symbols import QUOTE_PLACES, ROW
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import ReadFees
from picaflor.wire.venue import Credential, Domain, Life, Sure, Venue

_SOCKETS = "ws-manager-compress.bitmart.com"

SPOT = Venue(
    id=ROW,
    name="BitMart",
    tongue="bitmart",
    kind="spot",
    domains={
        "live": Domain(rest.HOST, f"{_SOCKETS}/api?protocol=1.1", f"{_SOCKETS}/user?protocol=1.1"),
    },
    credentials=(
        Credential("api_key", "Enter your bitmart API key >>> "),
        Credential("secret", "Enter your bitmart secret key >>> "),
        Credential("memo", "Enter your bitmart memo >>> "),
    ),
    order_types=(OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET),
    tifs=(Tif.GTC, Tif.IOC),
    rest=rest,
    stream=stream,
    auth=auth,
    book=BOOK,
    heartbeat=HEARTBEAT,
    client_ids=CLIENT_IDS,
    limits=LIMITS,
    costs=COSTS,
    maker_fee="0.001",
    taker_fee="0.001",
    quote_places=QUOTE_PLACES,
    hosts=(FUTURES_HOST,),
    symbol_shape="{base}_{quote}",
    candle_intervals=tuple(INTERVALS),
    candles=CANDLES,
    features=FEATURES,
    stated=STATED,
    book_channels=BOOK_CHANNELS,
    broker_header="X-BM-BROKER-ID",
    packed="deflate-raw",
    limit_headers=LIMIT_HEADERS,
    topics_per_frame=TOPICS_PER_FRAME,
    batch_max=BATCH_MAX,
    clock_window_ns=auth.MINUTE_MS * 1_000_000,
    clock_ahead_ns=auth.AHEAD_MS * 1_000_000 // 2,
    by_key_alone=frozenset({ReadBalances, ReadFees}),
    order_no=900_000_000_000_000_000,
    version="1.0",
    tier="bronze",
    life=Life.CLOSING,
    life_date="2027-01-31",
    life_note=(
        "Trading ended on 2026-08-26; the platform goes off on 2027-01-31. Announced by the venue on 2026-07-26, "
        "in article 53544595916059 of its support pages. Paper trading and the emulator work as for any other venue."
    ),
    sure=Sure.DOC,
    refusals=REFUSALS,
    outcomes=OUTCOMES,
    named_codes=SPOT_CODES,
    about=ABOUT,
    notes=(
        "A market buy is sized in money; dust of it remains, so the venue calls a filled one partially cancelled.",
        "Fees of both sides are paid in the quote coin.",
        "Requests that only read the wallet are let in by the key alone: a wrong secret shows at the first order, or at "
        "the private stream.",
        "The stream does not say why an order was cancelled: a post-only order that would have taken looks like one that "
        "was taken back.",
        "Public trades have no numbers.",
    ),
)

_LIVE, _DEMO = "openapi-ws-v2.bitmart.com", "openapi-wsdemo-v2.bitmart.com"

PERPETUAL = replace(
    SPOT,
    id=futures_symbols.ROW,
    kind="perpetual",
    product=PRODUCT,
    domains={
        name: Domain(host, f"{sockets}/api?protocol=1.1", f"{sockets}/user?protocol=1.1")
        for name, host, sockets in (
            ("live", FUTURES_HOST, _LIVE),
            ("testnet", f"demo-{FUTURES_HOST}", _DEMO),
        )
    },
    hosts=(),
    symbol_shape="{base}{quote}",
    tifs=(Tif.GTC, Tif.IOC, Tif.FOK),
    rest=futures_rest,
    stream=futures_stream,
    auth=futures_auth,
    book=futures_limits.BOOK,
    book_channels=futures_limits.BOOK_CHANNELS,
    heartbeat=futures_limits.HEARTBEAT,
    client_ids=futures_limits.CLIENT_IDS,
    limits=futures_limits.LIMITS,
    costs=futures_limits.COSTS,
    maker_fee=futures_symbols.MAKER,
    taker_fee=futures_symbols.TAKER,
    quote_places=futures_symbols.QUOTE_PLACES,
    position_modes=(PositionMode.ONEWAY, PositionMode.HEDGE),
    margin_modes=(MarginMode.CROSS, MarginMode.ISOLATED),
    stop_kinds=tuple(StopKind),
    stop_prices=(TriggerBy.LAST, TriggerBy.MARK),
    candle_intervals=tuple(futures_prices.INTERVALS),
    candles=futures_limits.CANDLES,
    features=futures_limits.FEATURES,
    dead_man=futures_limits.DEAD_MAN,
    stated=futures_limits.STATED,
    packed="none",
    clock_ahead_ns=0,
    by_key_alone=futures_rest.BY_KEY_ALONE,
    proven_by="bitmart",
    order_no=3_000_000_000_000_000,  # a stranger who amends makes a float of it
    refusals=futures_limits.REFUSALS,
    named_codes=FUTURES,
    notes=(
        "Contracts that are margined in USDT. Sizes travel as numbers of contracts; here they are in coin, as everywhere.",
        "The side of an order says whether it opens or reduces, and in a hedge on which position it works.",
        "There is no list of the venue's that goes on after a hundred open orders: then it proves nothing.",
        "An order is found by the venue's number alone.",
        "What waits for a price is amended in its prices alone, and what trails not at all. Whether one that ended was "
        "cancelled, or its order refused, is not told.",
        "All that is asked for is let in by the key alone: a wrong secret shows at the first order, or at the private "
        "stream.",
        "Fees of a trade that is pushed come later, from the list of trades.",
        "The demo has hosts of its own and takes the same keys.",
    ),
)
