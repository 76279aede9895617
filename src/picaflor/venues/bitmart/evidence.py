"""How we know BitMart's protocol: the rows that functions of this folder cite. docs/venues/bitmart.md is made from it.

`row | endpoint or channel | what we take it to mean | source | sure | golden payloads (or –: it rests on words alone)`
"""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitmart.futures_evidence import CONTRACTS
from picaflor.wire.about import Evidence, read_evidence

_COMMON: Final = """
1 | GET /system/time | `server_time` in milliseconds; on both hosts | page; ccxt 4.5.70 | doc, stranger | 099
20 | request signature | HMAC-SHA256 in hex of time#memo#body; strangers sign a query in four different ways, which shows
    that a GET is let in by its key alone; `recvWindow` of v4 endpoints is at most 60000, and 5000 where nothing is said:
    at most a second ahead, at most so much behind; all others a minute either way | page; ccxt; BitMart's Go library;
    issues of Hummingbot | doc, stranger | –
21 | websocket login | the same of the word bitmart.WebSocket; key, time and signature; spot `login`, futures `access` with
    a fourth word, which names a device | page; ccxt | doc, stranger | 151 155 178 195
22 | answers | code 1000 and a message, OK or success in any case, is a yes; samples of contracts have none; where
    there is no such path it is `msg`; refusals have the HTTP status that the page names | page; ccxt; measured by
    others 2026-09 | doc, stranger, live | 001 002 013 197
23 | codes | the table of codes: refused (and of which kind) or unknown; those of the gate (429, 418) are refused
    | page; ccxt | doc, stranger | 197
30 | websocket frames | one acknowledgement a topic; a refusal names a code and no topic; market data come as text or as
    binary frames of raw deflate | page; ccxt | doc, stranger | 161 163 165 196 198
40 | rates | each endpoint for itself, by address, key or account; the headers count what was used, upwards
    | page | doc | –
41 | heartbeat | a text `ping` is answered by `pong`; twenty seconds without traffic close the socket; strangers send
    pings of the protocol alone, and live | page; ccxt; issue of Hummingbot | doc, stranger | –
42 | client ids | letters and digits, at most 32, unique; what must fill at once or not at all is unknown to spot
    | page | doc | –
44 | units of time | spot queries milliseconds, candles seconds, lists of futures seconds, bills of futures milliseconds
    | page; ccxt sends milliseconds where the page says seconds | doc, stranger | –
"""

_SPOT: Final = """
2 | GET /spot/v1/symbols/details | `price_max_precision` is the tick's decimals, `quote_increment` the lot,
    `base_min_size` the least size, `min_buy_amount` and `min_sell_amount` the least value; ccxt takes the least size for
    the lot | page; ccxt | doc, stranger, inferred | 007 062
3 | GET /account/v1/currencies | a list of coins on their networks | page; ccxt | doc, stranger | –
4 | GET /spot/quotation/v3/books | fifty levels a side at most; no number: cannot be joined to the stream
    | page; ccxt | doc, stranger | 002 056
5 | GET /spot/quotation/v3/trades | newest first, fifty at most; side is the taker's; nobody numbers them
    | page; ccxt | doc, stranger | 006 061
6 | GET /spot/quotation/v3/ticker, tickers | one as an object, all as lists in the same order | page; ccxt
    | doc, stranger | 004 005 059 060
7 | GET /spot/quotation/v3/klines | seconds; 200 bars at most; newest first without bounds; `after` is the lower bound
    and `before` the upper, and nobody says whether they count as within | page; ccxt | doc, stranger, inferred | 057 003
10 | GET /spot/v1/wallet | `available` is free, `frozen` is held; the list is whole | page; ccxt | doc, stranger
    | 011 066
11 | POST /spot/v2/submit_order | a market buy is sized in money, and nothing else is; the answer is the venue's id
    | page; ccxt | doc, stranger | 012 067 144
12 | POST /spot/v3/cancel_order | by the venue's id or by the client's; `true` alone was seen too | page; ccxt
    | doc, stranger | 013 068 145
13 | POST /spot/v4/cancel_all | of one symbol or of all; the answer is empty | page | doc | 015 070 147
14 | POST /spot/v4/query/order, client-order | both open and past ones where no state is asked for; a missing one is a
    code; `clientOrderId` echoes the venue's id where none was given; a filled market buy ends as `partially_canceled`;
    what was cancelled without a fill is kept for twenty minutes | page; ccxt; changes of Hummingbot | doc, stranger
    | 019 074 106 149 150
15 | POST /spot/v4/query/open-orders, history-orders | 200 at most, cut by time, newest first | page; ccxt
    | doc, stranger, inferred | 017 018 072 073 104 105
16 | POST /spot/v4/query/trades, order-trades | `fee` in `feeCoinName`: the quote coin, or BMX; role in a word
    | page; ccxt | doc, stranger | 020 021 075 107 109
17 | GET /spot/v1/trade_fee, user_fee | the account's rates on one market, by side; of the cheapest class a
    tenth of a percent | page | doc | 009 010 064 065
18 | GET /contract/public/details | the futures, on a host of their own; strangers ask for them before they do anything
    | page; ccxt | doc, stranger | –
19 | POST /spot/v4/batch_orders, cancel_orders | ten at most, of one symbol; the answer to orders is a list of numbers,
    taken to be in the order of the orders if it is as long; whether a batch is taken in part nobody says; a cancel that
    failed is told without its reason | page; ccxt | doc, stranger, inferred | 014 016 069 071 146 148
31 | spot/depth/increase100, depth5, depth20, depth50 | a snapshot of a hundred levels, then changes with absolute sizes, 0
    deletes; the others are whole each time; a snapshot can be asked for again on the same socket | page; ccxt
    | doc, stranger | 156 157 192
32 | spot/trade | nobody numbers them; side is the taker's | page; ccxt | doc, stranger | 160 182
33 | spot/user/orders, spot/user/order | `order_state` is today's word, `state` a number of old; a trade where `detail_id`
    names one, its fee in `dealFee`; nobody says who cancelled: a post-only order that ended untraded in the millisecond in
    which it was made was refused | page; ccxt | doc, stranger, inferred | 164 172 193
34 | spot/user/balance | absolute, the coins that changed | page; ccxt | doc, stranger | 162
35 | spot/ticker, bookTicker | as the endpoint, under other names; the second tells the tops alone
    | page; ccxt | doc, stranger | 159 194
36 | spot/kline | a bar without its money; its time may lie within it | page; ccxt | doc, stranger | 158 191
43 | book continuity | `version` rises by exactly one; the same again is a heartbeat; no checksum | page | doc | 156
"""

EVIDENCE: Final[tuple[Evidence, ...]] = read_evidence(_COMMON, _SPOT, CONTRACTS)
