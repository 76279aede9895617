"""Bitget. The rows of its classic markets, spot and contracts; other generations come beside them, not into them."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import MarginMode, OrderType, PositionMode, StopKind, Tif
from picaflor.venues.bitget import (
    auth,
    mix_charts,
    mix_limits,
    mix_rest,
    mix_symbols,
    rest,
    stream,
    uta_calls,
    uta_limits,
    uta_mix_limits,
    uta_mix_rest,
    uta_public,
    uta_rest,
    uta_stream,
)
from picaflor.venues.bitget.about import ABOUT
from picaflor.venues.bitget.charts import INTERVALS
from picaflor.venues.bitget.codes import REFUSALS
from picaflor.venues.bitget.limits import (
    BATCH_MAX,
    BOOK,
    BOOK_CHANNELS,
    BROKER_HEADER,
    CANDLES,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    FRAME_MAX,
    FRAMES_PER_SECOND,
    HEARTBEAT,
    LIMITS,
    STATED,
)
from picaflor.venues.bitget.mix_families import with_families
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.venues.bitget.outcomes import NAMED, OUTCOMES
from picaflor.venues.bitget.symbols import ROW
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.wire.venue import Credential, Domain, PublicSocket, Sure, Venue

_SPOT = Venue(
    id=ROW,
    name="Bitget",
    tongue="bitget",
    kind="spot",
    domains={
        "live": Domain("api.bitget.com", "ws.bitget.com/v2/ws/public", "ws.bitget.com/v2/ws/private"),
        "testnet": Domain(
            "api.bitget.com",
            "wspap.bitget.com/v2/ws/public",
            "wspap.bitget.com/v2/ws/private",
            headers=(("paptrading", "1"),),
        ),
    },
    credentials=(
        Credential("api_key", "Enter your Bitget API key >>> "),
        Credential("secret", "Enter your Bitget secret key >>> "),
        Credential("passphrase", "Enter your Bitget passphrase >>> "),
    ),
    order_types=(OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET),
    tifs=(Tif.GTC, Tif.IOC, Tif.FOK),
    stop_kinds=(StopKind.STOP,),
    batch_max=BATCH_MAX,
    frames_per_second=FRAMES_PER_SECOND,
    frame_max=FRAME_MAX,
    broker_header=BROKER_HEADER,
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
    candle_intervals=tuple(INTERVALS),
    candles=CANDLES,
    features=FEATURES,
    stated=STATED,
    book_channels=BOOK_CHANNELS,
    public_sockets=(PublicSocket("v3/ws/public", uta_stream.SPOT),),  # row 150
    version="2.0",
    tier="gold",
    api_docs="https://www.bitget.com/api-doc/spot/intro",
    sure=Sure.DOC,
    refusals=REFUSALS,
    outcomes=OUTCOMES,
    named_codes=NAMED,
    about=ABOUT,
    notes=(
        "A market buy is sized in money.",
        "An amendment is a cancel and a new order under a new client id, which loses its place in the queue.",
        "An order that waits for a price holds no funds; the order that comes of it has ids of its own.",
        "The private stream may lose pushes; the venue itself says to ask again by REST.",
        "By client id only orders of about the last two hours are found.",
    ),
)

# Accounts that were opened since about May 2026 are unified ones: row 120 to 129. Public data is the same, in other words.
CLASSIC = "classic"
_KIND_CODES = {"40085": UNIFIED, "40084": CLASSIC, "25245": CLASSIC}
_UNIFIED_SPOT = replace(
    _SPOT,
    account_kind=UNIFIED,
    kind_codes=_KIND_CODES,
    private_name=UNIFIED,
    domains={
        name: replace(
            domain, public=domain.public.replace("/v2/", "/v3/"), private=domain.private.replace("/v2/", "/v3/")
        )
        for name, domain in _SPOT.domains.items()
    },
    rest=uta_rest,
    stream=uta_stream.SPOT,
    book=uta_limits.BOOK,
    book_channels=uta_public.BOOK_CHANNELS,
    candles=replace(CANDLES, streamed=uta_public.STREAMED),
    calls=uta_calls.SPOT,
    limits=uta_limits.LIMITS,
    costs=uta_limits.COSTS,
    client_ids=uta_limits.CLIENT_IDS,
    features=uta_limits.FEATURES,
    dead_man=uta_limits.DEAD_MAN,
    refusals=uta_limits.REFUSALS,
    stop_kinds=(),
    broker_header=BROKER_HEADER,
    api_docs="https://www.bitget.com/api-doc/uta/intro",
    notes=(
        "A market buy is sized in money.",
        "An amended order keeps its number and its name. Spot has no orders that wait for a price.",
        "Fees are positive when paid; trades come on a topic of their own.",
        "Orders and amendments go over the private socket while it is up; where an account may not do that, one is "
        "refused, and all after it go by request. Cancels go by request.",
    ),
)
SPOT = replace(_SPOT, account_kind=CLASSIC, account_kinds={UNIFIED: _UNIFIED_SPOT}, kind_codes=_KIND_CODES)

_PERPETUAL = replace(
    _SPOT,
    id=mix_symbols.ROW,
    account_kind=CLASSIC,
    kind_codes=_KIND_CODES,
    kind="perpetual",
    product=PRODUCT,
    rest=mix_rest,
    limits=mix_limits.LIMITS,
    costs=mix_limits.COSTS,
    maker_fee="0.0002",
    taker_fee="0.0006",
    position_modes=(PositionMode.ONEWAY, PositionMode.HEDGE),
    margin_modes=(MarginMode.CROSS, MarginMode.ISOLATED),
    stop_kinds=(StopKind.STOP, StopKind.TAKE_PROFIT, StopKind.STOP_LOSS, StopKind.TRAILING),
    candle_intervals=tuple(mix_charts.INTERVALS),
    candles=mix_limits.CANDLE_RULE,
    features=mix_limits.FEATURES,
    stated=mix_limits.STATED,
    api_docs="https://www.bitget.com/api-doc/contract/intro",
    refusals=mix_limits.REFUSALS,
    notes=(
        "BTC-USDT is margined in USDT, BTC-USDC (BTCPERP) in USDC, BTC-USD (BTCUSD) in its coin.",
        "A bot trades pairs of one such family; account, positions and orders are shown of all of them.",
        "Sizes are in base coin, of market buys too.",
        "In hedge mode the venue names an order by its position: a close of a long is a buy that closes.",
        "An amendment is a cancel and a new order under a new client id; what became of it the order stream tells.",
        "Positions of the stream are whole each time: one that closed is just not there any more.",
        "The private stream may lose pushes; the venue itself says to ask again by REST.",
    ),
)
_UNIFIED_PERPETUAL = replace(
    _PERPETUAL,
    account_kind=UNIFIED,
    private_name=UNIFIED,
    domains=_UNIFIED_SPOT.domains,
    rest=uta_mix_rest,
    calls=uta_calls.CONTRACTS[PRODUCT],
    stream=uta_stream.CONTRACTS,
    book=uta_limits.BOOK,
    book_channels=uta_public.BOOK_CHANNELS,
    candles=replace(mix_limits.CANDLE_RULE, streamed=uta_public.STREAMED),
    limits=uta_mix_limits.LIMITS,
    costs=uta_mix_limits.COSTS,
    client_ids=uta_limits.CLIENT_IDS,
    features=uta_mix_limits.FEATURES,
    dead_man=uta_limits.DEAD_MAN,
    refusals=uta_mix_limits.REFUSALS,
    stop_kinds=(StopKind.STOP, StopKind.TAKE_PROFIT, StopKind.STOP_LOSS),
    api_docs="https://www.bitget.com/api-doc/uta/intro",
    notes=(
        "Contracts are margined in USDT, USDC or their coin, with the one wallet of the account behind them.",
        "Sides are those of the trade, in a hedge too: a close of a long sells, which classic accounts call a buy.",
        "The position mode is the account's; margin mode and leverage of a contract are set together.",
        "An amended order keeps its number and its name. Which side a trigger order is of the lists may not tell.",
        "Fees are positive when paid; trades come on a topic of their own.",
        "Orders and amendments go over the private socket while it is up; where an account may not do that, one is "
        "refused, and all after it go by request. Cancels go by request.",
    ),
)
PERPETUAL = with_families(_PERPETUAL, _UNIFIED_PERPETUAL)
