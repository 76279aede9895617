"""How we know HashKey's protocol: the rows that functions of this folder cite. docs/venues/hashkey.md is made from it.

`row | endpoint or channel | what we take it to mean | source | sure | golden payloads (or –: it rests on words alone)`
"""

from __future__ import annotations

from typing import Final

from picaflor.venues.hashkey.perp_evidence import CONTRACTS
from picaflor.wire.about import Evidence, read_evidence

_COMMON: Final = """
1 | GET /api/v1/time | the clock, in milliseconds | page; ccxt | doc, stranger | 048
20 | request signature | query and form as they are sent, one after the other with nothing between, HMAC-SHA256 in hex as
    `signature`; `timestamp` of 13 digits, at most a second ahead and at most `recvWindow` (5000) behind; the key in
    X-HK-APIKEY; lists of orders are JSON and not signed | page; ccxt | doc, stranger | 094
22 | answers | no envelope; a refusal is an object with a `code` other than 0, "0" or "0000", mostly with HTTP 400
    | page; ccxt | doc, stranger | –
23 | codes | the table of codes: refused (and of which kind) or unknown | page of a sister site; ccxt | doc, stranger | –
40 | rates | about two queries a second by key, some weigh five; 20 orders a second on sister sites; how the seconds are
    counted is not said | page; page of a sister site | doc, inferred | –
41 | heartbeat | a client sends {"ping":ms} every ten seconds and is answered; the private socket also asks every 30 s;
    whether it hangs up on who does not answer is told both ways | page; measured 2026-09 by others | doc, live | –
42 | client ids | up to 255 signs, on sister sites 100 of a small set; unique | page | doc | –
"""

_SPOT: Final = """
2 | GET /api/v1/exchangeInfo | `symbols` is spot and `contracts` is another list; steps stand in filters, the least value
    in TRADE_AMOUNT; with `symbol` a bare object | page; ccxt | doc, stranger | 081
3 | GET /api/v1/ping | an empty object: somebody is there | page; ccxt | doc, stranger | –
4 | GET /quote/v1/depth | at most 200 levels a side; no number: cannot be joined to the stream | page; ccxt
    | doc, stranger | 043 083
5 | GET /quote/v1/trades | oldest first, without ids; `ibm` says that the taker sold | page; ccxt | doc, stranger | 049
6 | GET /quote/v1/ticker/24hr, price, bookTicker | lists, also of one symbol; without one all of spot; the last needs a
    symbol | page; ccxt | doc, stranger | 047
7 | GET /quote/v1/klines | oldest first, opening time first; `startTime` and `endTime` are both included (taken for it);
    the closing time is always 0; bars without trades are told, and the one that is forming | page; ccxt
    | doc, stranger, inferred | 039
8 | GET /api/v1/account/vipInfo | the fees of the account in every market at once; 0.12 % for both at the first level; a
    buy pays in coin, a sell in money; the listing does not tell | page; ccxt | doc, stranger | 050 051
10 | GET /api/v1/account | coins without holdings are left out, so the list is whole | page; ccxt | doc, stranger | 007 084
11 | POST /api/v1/spot/order, /api/v1.1/spot/order | by the older path a market buy's quantity is money, by the newer one
    `quantity` is coin and `amount` money; the answer's state may be an old one | page; ccxt | doc, stranger | 006 022 078
12 | DELETE /api/v1/spot/order, /openOrders | by `orderId` or `clientOrderId`; the answer's state may be an old one; all of
    a symbol: `success` | page; ccxt | doc, stranger | 002 005 017
13 | GET /api/v1/spot/order | by `orderId` or `origClientOrderId`; what is not there is -1143 | page; ccxt
    | doc, stranger | 015
14 | GET /api/v1/spot/openOrders | newest first, cut by `fromOrderId` (those with smaller ones) | page | doc, inferred | 012
15 | GET /api/v1/spot/tradeOrders | final ones, newest first, of 90 days; an order that may not rest ends as CANCELED with
    RISKLIMIT_CANCEL, a post-only one that would take as REJECTED | page | doc, inferred | 010
16 | GET /api/v1/account/trades | newest first, of 30 days, cut by `toId`; cannot be asked for by the order's number
    | page; ccxt | doc, inferred | 009 037
17 | POST, PUT, DELETE /api/v1/userDataStream | a key for the private socket's path; lasts 60 minutes, kept for as long
    again by PUT | page; ccxt | doc, stranger | 090
18 | GET /api/v1/account/type | the accounts of the customer; 1 is the main one of spot | page; ccxt | doc, stranger
    | 014 026
19 | DELETE /api/v1/spot/cancelOrderByIds | `ids` with commas between them, 100 at most; the answer lists those that failed
    | page; postman; ccxt | doc, stranger | 003 004 094
21 | POST /api/v1/spot/batchOrders, /api/v1.1/spot/batchOrders | a list of orders in JSON, 20 at most, of one symbol; one
    answer for each, in their order (taken for it: a refusal has no id); ids also as `clientOrderId`
    | page; ccxt | doc, stranger, inferred | 001 019
30 | websocket frames | `event` sub and cancel; several symbols with commas; no acknowledgement; `f` marks the first data
    | page; ccxt; measured 2026-09 by others | doc, live | 148 151
31 | depth | the whole book, at most 200 levels, every 300 ms; the number before the line in `v` never falls
    | page; measured 2026-09 by others | doc, live | 148
32 | trade | the latest ones on subscription; `m` says that the taker sold | page | doc | 151
33 | executionReport | one event an order, a trade where `l` is above zero; `n` in `N` is its fee; `d` is the id that
    the list of trades has; ticketInfo tells of the same trade | page; ccxt | doc, stranger | 152
34 | outboundAccountInfo | what is free and locked of the coins that changed | page; ccxt | doc, stranger | 153
35 | kline_1m and others | pushed as `kline` with the interval in `params`, always the whole bar that is forming
    | page; ccxt | doc, stranger | 163
36 | realtimes | the last price and what the day made of it; without the top of the book | page; ccxt | doc, stranger | 167
37 | the second public socket | `params` hold one symbol and the interval; each ask comes back with `code` and `msg`; `data`
    is one object; `bbo` is the top of the book, `markPrice` of contracts alone; who does not ping for some 31 s is hung up
    on | page; measured 2026-09 by others | doc, live | –
38 | mergedDepth, diffMergedDepth | asked for with the decimals of their prices, -100013 else; the one is a whole book each
    time, the other first whole with `o` 0, then what changed, without the symbol, 0 for what is gone; `o` counts each
    market's changes one by one, wherever it stands, so that the first one after a whole book cannot be checked; bids are
    taken to be told no higher and asks no lower than they are where there are fewer decimals; told of by a sister
    house's page and measured there, never on HashKey Global, whose books we hear whole
    | page of a sister site; measured 2026-09 by others | doc, live, inferred | 171 172 173
70 | GET /api/v1/account/balanceFlow | between two times, both of which must be named, at most 30 days apart; `accountType`
    1 spot, 3 contracts, 5 custody; `flowType` 1 trades, 2 fees, 32 funding, 51 transfers, 900 and 904 what came to custody
    and went from there; 500 lines at most, taken for newest first, with both ends included; a sister site has another
    shape | page; ccxt | doc, stranger, inferred | –
71 | GET /api/v1/account/depositOrders, withdrawOrders | deposits have states, of which 4 is done; withdrawals have none
    | page; ccxt | doc, stranger | –
50 | sister houses | Hong Kong and MENA at api-pro.hashkey.com: the same paths and frames; each request and each ask for
    a topic names its `site`, HK where it names none; spot only, for contracts have a second version there; Hong Kong has
    a sandbox at api-pro.sim.hashkeydev.com, of MENA's none is known | page of a sister site | doc, inferred | –
43 | book continuity | no changes, so no gaps: each frame replaces the book | page; measured 2026-09 by others
    | doc, live | 148
"""

EVIDENCE: Final[tuple[Evidence, ...]] = read_evidence(_COMMON, _SPOT, CONTRACTS)
