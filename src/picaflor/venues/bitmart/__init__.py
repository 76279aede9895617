"""BitMart. The rows of its spot market and of its futures, which are closing: the record says when."""

from __future__ import annotations

from picaflor.domain.orders import OrderType, Tif
from picaflor.venues.bitmart import auth, market, rest, stream
from picaflor.venues.bitmart.about import ABOUT
from picaflor.venues.bitmart.charts import INTERVALS
from picaflor.venues.bitmart.codes import REFUSALS
from picaflor.venues.bitmart.limits import (
    BOOK,
    BOOK_CHANNELS,
    CANDLES,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    HEARTBEAT,
    LIMITS,
    STATED,
    TOPICS_PER_FRAME,
)
from picaflor.venues.bitmart.outcomes import OUTCOMES
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
    hosts=(market.FUTURES_HOST,),
    symbol_shape="{base}_{quote}",
    candle_intervals=tuple(INTERVALS),
    candles=CANDLES,
    features=FEATURES,
    stated=STATED,
    book_channels=BOOK_CHANNELS,
    broker_header="X-BM-BROKER-ID",
    packed="deflate-raw",
    topics_per_frame=TOPICS_PER_FRAME,
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
    named_codes=frozenset(OUTCOMES),
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
