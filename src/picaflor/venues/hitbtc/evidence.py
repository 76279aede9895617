"""How we know HitBTC's protocol: the rows that functions of this folder cite. docs/venues/hitbtc.md is made from it.

`row | endpoint or channel | what we take it to mean | source | sure | golden payloads (or –: it rests on words alone)`
"""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc.futures_evidence import CONTRACTS
from picaflor.venues.hitbtc.margin_evidence import MARGIN
from picaflor.wire.about import Evidence, read_evidence

_COMMON: Final = """
1 | GET /api/3/public/symbol/0 | there is no clock to ask (/public/time is 404); refusals are dated to the millisecond
    when they are served, so we ask for a symbol that is not there and read the refusal's `timestamp`
    | measured 2026-09 by others | live | –
20 | request signature | METHOD + path + ?query + body + time + window, HMAC-SHA256 in hex, then
    `HS256 base64(key:signature:time[:window])`; window 10 s unless told, at most 60 s; `Basic` carries the bare secret;
    parameters of a DELETE stand in the query, a form or JSON, depending on the client | page; ccxt; CryptoMarket's
    libraries | doc, stranger | 044 046
21 | websocket login | time + window signed in hex; the answer has an id only if the login had one, and never null
    | page; ccxt | doc, stranger | 079 085 088 109
22 | answers | bare objects and lists, no envelope; a refusal is `error` with code, message and description, and a date;
    the code is a number, once in a while a text; where there is no such path `error` is a word; a refusal counts
    whatever the status says | page; measured 2026-09; ccxt | doc, live | 106 107 108 110
23 | codes | the table of codes: refused (and of which kind) or unknown | page of v2; ccxt | doc, stranger | 106 107 108
30 | websocket frames | public: subscribe and unsubscribe by channel; the acknowledgement lists all symbols that this
    socket hears on that channel now; unknown ones are dropped without a word; asked for again, there is no second
    snapshot. trading: JSON-RPC, a bare `true` with the id of the request | page; measured 2026-09 | doc, live
    | 081 084 098 070 082
40 | rates | public 30 a second by address, private 20, order paths 300 by account, sliding seconds with bursts on top;
    no headers tell | page | doc | –
41 | heartbeat | the venue sends a ping frame of the protocol every 30 s and closes with 4002 after a minute without
    pong; it answers ours; nothing else expires | measured 2026-09 | live | –
42 | client ids | 8 to 32 letters, digits, - and _; unique among active orders and within the trading day
    | page | doc | –
"""

_SPOT: Final = """
2 | GET /api/3/public/symbol | an object by symbol; tick and lot are steps, the lot is the least size too; neither a
    least value nor a largest size is stated; fees of both sides are paid in `fee_currency`; only `working` is open,
    `expired` is dead, `_BQX` are relics; futures are another row's | page; measured 2026-09; ccxt | doc, live | 010 017
3 | GET /api/3/public/currency | an object by coin; networks are not carried | page; ccxt | doc, stranger | –
4 | GET /api/3/public/orderbook/{symbol} | `depth` levels a side, 0 for all; no number: cannot be joined to the stream
    | page; measured 2026-09 | doc, live | 006 057
5 | GET /api/3/public/trades, /{symbol} | by symbol, ten of each where no limit is said, or one market's list; newest
    first, with `sort=ASC` oldest first; from which one on, if nothing says it, is inferred; a market without trades
    is left out, inferred; side is the taker's; ids rise | page; ccxt | doc, inferred | 040 068
6 | GET /api/3/public/ticker, /{symbol} | by symbol, or one; what an empty market has not is null; no sizes at the top;
    a day that rolls | page; ccxt | doc, stranger | 028 029 067
7 | GET /api/3/public/candles/{symbol} | newest first, by when they open; a bar without trades is absent; the newest one is
    forming; both ends of `from` and `till` are included; 1000 in one answer | page; ccxt | doc, inferred | 018 047
8 | GET /api/3/public/orderbook | many books by symbol, `depth` as for one | page; ccxt | doc, stranger | –
10 | GET /api/3/spot/balance | `available` is free, `reserved` and `reserved_margin` are held; coins without holdings
    are left out, so the list is whole; twelve decimals | page; ccxt | doc, stranger | 062
11 | POST /api/3/spot/order | sizes are coin, a market buy's too; `strict_validate` keeps the venue from rounding; the
    answer is the order as it stands then; market orders come back as GTC or FOK; `Day` ends with the day
    of UTC, `GTD` at its `expire_time`; that one whose time is over already ends at once is inferred
    | page; ccxt | doc, stranger, inferred | 008 035 036 063 064 065 095
12 | DELETE /api/3/spot/order/{client_order_id}, DELETE /api/3/spot/order | done when it answers, with the order as it
    ended; of a final or unknown one 20002; all of them: a list, empty if there were none | page; ccxt | doc, stranger
    | 002 044 046
13 | GET /api/3/spot/order | all active orders at once | page; ccxt | doc, stranger | 009 022 054
19 | PATCH /api/3/spot/order/{client_order_id}, spot_replace_order | the order as it is to be, in one step; it keeps the
    venue's number and has a new client id, one of the venue's where none was given; the report names both; `quantity` is
    the whole, and counts what was filled before; nothing new is 20009 | page; ccxt | doc, stranger, inferred | 007 060
14 | GET /api/3/spot/history/order?client_order_id= | a list of one, active orders too; other filters are ignored. By
    the venue's number: a list from it to it | ccxt; the second by analogy | stranger, inferred | 023 048
15 | GET /api/3/spot/history/order | newest first; cut by time, or by number with `by=id`; `expired` is the end of what
    could not be filled and of a post-only order that would have taken; what never traded is kept for a day; up to 30 s
    late | page; page of v2 | doc | 023 055
16 | GET /api/3/spot/history/trade | `fee` in the market's fee coin, negative is a rebate; by `order_id` all of one order
    | page; ccxt | doc, stranger | 024 056 058
17 | GET /api/3/spot/fee, /{symbol} | the account's own rates; a negative one is a rebate | CryptoMarket's libraries; ccxt
    | stranger | 030 031 043 069
18 | GET /api/3/wallet/transactions | what came in and went out, and moves between purses, newest first; only SUCCESS is
    done | ccxt; CryptoMarket's libraries | stranger, inferred | –
24 | type stopLimit, stopMarket, takeProfitLimit, takeProfitMarket of POST /api/3/spot/order | an order that waits for
    `stop_price`, `suspended` until then, in every list and report of orders; a stop to buy and a profit of a sale wait
    for a rise, the others for a fall; it watches the last price, keeps its number, and holds no funds while it waits;
    how one ends whose funds are gone by then (expired) is inferred, too; replaced with `stop_price` it has a new client id
    | page; ccxt | doc, stranger, inferred | 066
25 | POST /api/3/spot/order/list, /api/3/futures/order/list, spot_new_order_list, futures_new_order_list | several orders
    that belong together: all or none, one ends the others, the first begins the others; what is still to begin is
    `suspended`; over the socket each leg has an answer of its own with the request's id. Inferred: a leg has struck when
    its price came or with its first fill, the first one begins the others when it is filled whole and ends them when it
    ends otherwise, a cancelled leg leaves the others alone; a list is refused as a whole. We place none ourselves
    | page; CryptoMarket's libraries | doc, stranger, inferred | –
26 | GET /api/3/wallet/balance, /{currency} | the purse of deposits, which trades nothing; as the other purses are told,
    without what is reserved for margin; of one coin each purse has an object | page; ccxt | doc, stranger | –
27 | POST /api/3/wallet/transfer | `source` and `destination` are wallet, spot or derivatives; answered with a list of one
    id; with which code it is refused is not said: 20005 of its kind is taken | page; ccxt | doc, stranger, inferred | –
31 | orderbook/full, orderbook/D5, D10, D20 | `full`: a snapshot, then changes with absolute sizes, "0" deletes; the
    others are whole each time, at 100, 500 or 1000 ms | page; measured 2026-09; ccxt | doc, live | 081 091 092
32 | trades | history only where a `limit` asks for it, then updates; side is the taker's | page; ccxt | doc, inferred
    | 084 099 100
33 | spot_orders, spot_order | all active ones after spot_subscribe, then a report for each event; `trade_` fields count in
    reports of trades alone | page; ccxt | doc, stranger | 082 093 094
34 | spot_balance | everything after spot_balance_subscribe, later the coins that changed; nothing tells which of the two
    it is | page; CryptoMarket's libraries | doc, inferred | 070
35 | spot_new_order, spot_cancel_order, spot_cancel_orders, spot_get_orders, spot_balances | JSON-RPC on the trading
    socket with the parameters of the REST calls; the answer bears the request's id in its own type and is a report, of
    cancel_orders a list; it may come before or after the reports of its trades | page; ccxt | doc, stranger, inferred
    | 072 073 076 080 095 110
36 | candles/M1, M3, M5, M15, M30, H1, H4, D1, D7, 1M | `t` is when it opens; updates are the running bar; a new `t`
    ends the one before | page; ccxt | doc, stranger | 074 089 090
37 | ticker/1s and 3s, ticker/price/1s and 3s, orderbook/top/100ms, 500ms, 1000ms, each with /batch | whole each time;
    `["*"]` is every market | page; measured 2026-09; ccxt | doc, live | 071 083 087 096 097
50 | hosts of the twins | api.fmfw.io and api.exchange.cryptomkt.com run the same API v3 under the same paths; the
    paths of their sockets are taken to be HitBTC's | ccxt's class fmfwio; CryptoMarket's libraries | stranger, inferred | –
43 | book continuity | `s` rises by exactly one with each change of a symbol, from its snapshot on; no checksum
    | page; measured 2026-09 | doc, live | –
"""

EVIDENCE: Final[tuple[Evidence, ...]] = read_evidence(_COMMON, _SPOT, CONTRACTS, MARGIN)
