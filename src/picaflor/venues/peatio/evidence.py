"""How we know Peatio's protocol: the rows that functions of this folder cite. The pages of its houses are made of it.

`row | endpoint or channel | what we take it to mean | source | sure | golden payloads (or –: it rests on words
    alone)`
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.about import Evidence, read_evidence

_ALL: Final = """
1 | GET /public/timestamp | a bare text, to the second | Hummingbot's check of the network | stranger | –
2 | GET /public/markets | all in one list; ids are lower case and never split by us; precisions are counts of
    decimals; only
    `enabled` is open; fees stand here until 2.3 | mocks of openware/baseapp; Hummingbot | doc, stranger | 01 20 29 40
3 | GET /public/currencies | a list; ids are lower case | mocks of openware/baseapp | doc | 14
4 | GET /public/markets/{market}/depth | at most 1000 levels a side, texts or numbers, no sequence: it cannot be
    joined to the
    stream | mocks of openware/baseapp; Hummingbot | doc, stranger | 15 28 31 35 37
5 | GET /public/markets/{market}/trades | newest first; numbers with 2.5, texts before; only the limit is heeded
    | mocks of openware/baseapp | doc | 16 17 18 19
6 | GET /public/markets/tickers | an object by market; `amount` is coin, `volume` money; no best prices since 2.4
    | Hummingbot; source of Peatio | stranger | 30
7 | GET /public/markets/{market}/k-line | oldest first, open time in seconds; both ends count, and the limit
    does so only where
    one is open; quiet minutes are there with volume 0; the last one still forms | source of Peatio | doc | –
8 | GET /public/markets/{market}/order-book | a book order by order, each side as it will trade; 20 a side, at most 200
    | docs and source of Peatio; Python-Peatio 1.4.0 | doc, stranger | –
9 | GET /public/trading_fees | from 2.3 on, by group and market, the most specific row counts; "any" is everybody, every
    market | docs of Peatio; Python-Peatio 1.4.0 | doc, stranger | –
10 | GET /account/balances | `balance` is free, `locked` held | mocks of openware/baseapp; Hummingbot | doc, stranger
    | 02 03 04 05 06 34 39
11 | POST /market/orders | 201 with the order as it was written down, `pending`; sizes are coin; a price on a
    market order
    is refused; `client_id` is AltMarkets' own and nothing is unique about it; `post_only` as a type is of a
    derived server, MAX
    | Peatio's trading guide; mocks of openware/baseapp; Hummingbot | doc, stranger | 22 23 24 25 33
12 | POST /market/orders/{id}/cancel | 201 with the order as it stands, mostly still `wait`: it is taken, not
    done; one that
    is final is told as it ended | source of Peatio; Hummingbot | doc, stranger | –
13 | POST /market/orders/cancel | of a market, of a side, or all: a list of those that will go | mocks of
    openware/baseapp
    | doc | 21
14 | GET /market/orders, /market/orders/{id or uuid} | filters by markets, coins, state, kind, side and time of
    birth; pages are counted, the last change first, or last (`order_by`); one of them by the venue's number or uuid,
    never by the client's id; states pending, wait, done, cancel, reject
    | Peatio's trading guide; mocks of openware/baseapp; Hummingbot | doc, stranger | 07 08 09 27 32
15 | GET /market/trades | `fee` is the rate, `fee_amount` what was paid of the coin that was received; cut by
    time and page, by markets and side, never by order; how a wrong side is refused is inferred from the list of orders
    | Peatio's trading guide; mocks of openware/baseapp | doc, inferred | 10 11 12 13 26
20 | request signature | X-Auth-Apikey, X-Auth-Nonce (milliseconds), X-Auth-Signature: HMAC-SHA256 of nonce and
    key in hex;
    nothing of the request is signed; good for five seconds, as often as one likes | source and docs of Barong;
    Rango's test
    | doc | –
21 | handshake of the private socket | the same three headers; a wrong one is answered with 401 instead of a
    socket; a login
    in band is of version 2.2 and before | source of Rango; Peatio's guide of the stream | doc | 41 54 81 82
22 | answers | no envelope; a refusal is `errors`, a list of codes, or one code for what the server itself says;
    an object
    somewhere, `error` in version 1; posts are answered with 201 | source of Peatio; Hummingbot | doc, stranger | 84
23 | codes | the table of codes: refused (and of which kind) or unknown | sources of Peatio and Barong | doc | –
24 | proxies | plain texts of 429, 403, 503; after a 503 the order may have been made | Hummingbot's pull request 2442
    | stranger | –
30 | websocket frames | subscribe and unsubscribe by stream; each answer lists all that the socket hears now; a
    greeting
    says the same; unknown streams are taken and stay silent; a text ping has a text pong; at most 512 bytes a frame
    | Peatio's guide of the stream; README of Rango; Hummingbot | doc, stranger
    | 42 43 44 45 46 47 48 57 58 67 68 69 70 79 80 83
31 | ob-snap, ob-inc | a snapshot before the acknowledgement, then one level a frame as a flat pair, or lists of
    pairs; an
    empty size deletes | source and test of Rango; Peatio's guide; Hummingbot | doc, stranger | 55 56 59 60 61
    65 76 77
32 | trades | side is the taker's; seconds | test of Rango; Hummingbot | doc, stranger | 38 62 78
33 | order | as the order stands; seconds; a client's id where the house has them | test of Rango; Hummingbot
    | doc, stranger | 66 74
34 | trade | of one of ours, without its fee | test of Rango; Hummingbot | doc, stranger | 36 71 72 75
35 | update | until 2.3: the whole book every few seconds, without a number | test of Rango | doc | 63
36 | global.tickers, kline | all markets at once; one bar, about every two seconds | test of Rango; source of baseapp
    | doc | 64
37 | balance, balances | AltMarkets' own, one coin a frame; Finex' by coin as [free, held] | Hummingbot; source
    of baseapp
    | stranger | 73
40 | rates | nobody wrote them down: Hummingbot kept to 30 calls in twelve seconds | Hummingbot | inferred | –
41 | heartbeat | Rango pings every 54 s and waits for 60; Ranger never does | source of Rango | doc | –
42 | client ids | free texts; Hummingbot's had some thirty letters | Hummingbot | inferred | –
43 | book continuity | each change is the next number; a snapshot replaces all; where a stream is taken
    and stays silent, the server is of another version and has the other one
    | source of baseapp; README of Rango | doc, inferred | –
44 | delays | orders pass through queues: one may be missing for a moment after it was taken | source of Peatio
    | doc | –
"""

EVIDENCE: Final[tuple[Evidence, ...]] = read_evidence(_ALL)
