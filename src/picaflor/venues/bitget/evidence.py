"""How we know Bitget's protocol: the rows that functions of this folder cite. docs/venues/bitget.md is made from it.

`row | endpoint or channel | what we take it to mean | source | sure | golden payloads (or –: it rests on words alone)`
"""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget.mix_evidence import CONTRACTS
from picaflor.venues.bitget.uta_evidence import UNIFIED
from picaflor.wire.about import Evidence, read_evidence

_COMMON: Final = """
1 | GET /api/v2/public/time | milliseconds as text; also for unified accounts | Get-Server-Time page | doc | 001
20 | request signature | time + METHOD + path + ?query + body, HMAC-SHA256 or RSA, base64; ±30 s; the query escaped or
    not, sorted or not | page; ccxt, others | doc, stranger | –
21 | websocket login | time + `GET/user/verify`; seconds or milliseconds; the ack's code is the number 0, in the pages
    a text | page; live 2026-10 | doc, live | 087 104 105
22 | envelope | `code` text, `requestTime` number, `msg` always "success"; errors with HTTP 400; 429 has a body of its
    own; decided by the code, never by the status | page; live | live | 198
23 | codes | the table of codes below: refused (and of which kind) or unknown | error tables; live; strangers | doc | 198
24 | /api/v3 on a classic account | 40084, before the signature is looked at | live 2026-10 | live | –
30 | websocket frames | an ack for each topic; error codes are numbers; text `ping` and `pong`; a client's frame has at
    most 4096 bytes, and there are at most 10 in a second, pings among them, or the socket is cut; with which code is
    inferred | page; live | doc, live, inferred | 095 096 170 197
40 | rates | each endpoint for itself, in whole seconds: public by address, private by account; 6000 a minute by
    address over all | pages | doc | –
41 | heartbeat | a text `ping` at least every 30 s; two minutes without one and the venue hangs up; a day in any
    case | page | doc | –
42 | client ids | unique among open orders only; 32, 50 or 64 characters, depending on the page; 36 work
    | pages; strangers | doc, stranger | –
43 | book continuity | `pseq` equals the last `seq`; the first change reaches past the snapshot; 0 means that counting
    began anew | unified pages, by analogy | inferred | –
"""

_SPOT: Final = """
2 | GET /api/v2/spot/public/symbols | decimals give tick and lot; `minTradeUSDT` is in USDT whatever the quote; only
    `online` is open, `offline` is left out | Get-Symbols page; recordings | doc, live | 060 068
3 | GET /api/v2/spot/market/orderbook | at most 150 levels, texts, no sequence number: cannot be joined to the stream
    | page | doc | –
4 | GET /api/v2/spot/market/fills | latest trades, newest first, lower-case side; the page says 500, live 100 come
    | page; measured 2026-09 | doc, live | –
5 | GET /api/v2/spot/market/fills-history | the archive: `Buy`/`Sell`, at most 1000, seconds as resolution
    | page | doc | –
6 | GET /api/v2/spot/market/tickers | a list even for one symbol; `change24h` is a ratio | page; recordings
    | doc, live | 061 062
7 | GET /api/v2/spot/market/candles, history-candles | 8 columns, the 7th in USDT, the 8th in quote; from 6 h up only
    the `utc` spellings begin at midnight UTC; `endTime` is exclusive; the archive wants it and ignores `startTime`
    | page; measured 2026-09 | doc, live | 059
8 | GET /api/v2/spot/public/coins | names of coins; chains are not read, and written
    as one of the coin's own name | page; ccxt | doc, stranger | –
9 | GET /api/v2/margin/currencies, /api/v2/mix/market/contracts | other products; an empty list satisfies a stranger
    | ccxt 4.5.90 | stranger | –
10 | GET /api/v2/spot/account/assets | `available` is free, `frozen` + `locked` is held; coins without holdings are
    left out, so the list is whole | page; recording | doc, live | 056
11 | POST /api/v2/spot/trade/place-order | `size` is money for a market buy, coin for all else; `force` in any case,
    ignored for market orders; an id in the answer does not mean that the order reached the book
    ; `presetTakeProfitPrice` and `presetStopLossPrice` attach, at market where no execute price is given; what becomes of
    them is inferred | page; ccxt | doc, stranger, inferred | 067 072 073
12 | POST /api/v2/spot/trade/cancel-order | by either id; 43001 for an unknown one; the answer names the order
    | page; recording | doc, live | 055
13 | POST /api/v2/spot/trade/cancel-symbol-order | all of a symbol, later | page | doc | –
14 | GET /api/v2/spot/trade/orderInfo | a list; `[]` or 43001 for an unknown id; `feeDetail` is JSON in a text; no
    `force`; by client id about two hours back | page; recordings; Hummingbot | doc, live | 070 071
15 | GET /api/v2/spot/trade/unfilled-orders | the limit price is called `priceAvg`, the average fill `basePrice`
    | page; recordings | doc, live | 064 065 066
16 | GET /api/v2/spot/trade/history-orders | as row 14, 90 days, newest first, pages by `idLessThan`
    | page; recordings | doc, live | 057 058
17 | GET /api/v2/spot/trade/fills | `totalFee` negative is paid; with `deduction` yes it is their coin, with either
    sign; no client id | page; recordings | doc, live | 063 069
18 | POST cancel-replace-order, batch-cancel-replace-order under /api/v2/spot/trade | a cancel and a new order, which
    loses its place; price and size
    both, in coin; names the new order; `success` may be "failure" with words and no code, and then nothing says what
    became of the old one; a new id that an open order has may cancel the old and fail the new | page; ccxt; measured
    2026-09 | doc, stranger | –
19 | POST /api/v2/spot/trade/batch-orders | each order stands in the list of what was taken or of what was not, with a
    code of its own; 50 by the page, 20 by the table of errors: at most 20 | page; ccxt | doc, stranger | 004
25 | POST /api/v2/spot/trade/batch-cancel-order | as row 19; one kind of id in a call, or those by client id fail
    | page; ccxt | doc, stranger | 003
26 | POST place-plan-order, modify-plan-order under /api/v2/spot/trade | `size` is coin with `planType` amount, money
    with total; `executePrice` is the limit; nothing is frozen while it waits, which is inferred | pages; ccxt
    | doc, stranger, inferred | –
27 | POST cancel-plan-order, batch-cancel-plan-order under /api/v2/spot/trade | by either id, the answer names nothing;
    a list of symbols, the answer as row 25: inferred | pages; ccxt | doc, stranger, inferred | –
28 | GET current-plan-order, history-plan-order under /api/v2/spot/trade | `planType` in capitals; `nextFlag` says
    whether `idLessThan` leads on; the order that a plan became is not named | pages; ccxt | doc, stranger | –
29 | GET /api/v2/spot/account/bills | `groupType` deposit, withdraw, transaction, transfer and others; `size` is signed;
    that a fee stands beside what was received, and negative when paid, is inferred | page; ccxt
    | doc, stranger, inferred | –
39 | GET deposit-records, withdrawal-records under /api/v2/spot/wallet | `size` has no sign, and of a withdrawal the fee
    within it; only "success" has moved money; at most 100 | pages; ccxt | doc, stranger | –
44 | GET /api/v2/spot/account/transferRecords | asked by coin and by the wallet that gave; `size` has no sign; pages by
    number there, by id here: inferred | page; ccxt | doc, stranger, inferred | –
36 | GET /api/v2/common/trade-rate | `businessType` spot: what this account pays | page; ccxt | doc, stranger | 002
45 | GET /api/v2/spot/account/info | `authorities`: what the key may do, in words (readonly, trade) or in codes of four
    letters; which codes move money is inferred | page; measured nowhere | doc, inferred | –
37 | X-CHANNEL-API-CODE | a broker's own tag on requests, not signed, ignored where it is not known | page; measured
    2026-09 | doc, live | –
38 | `stpMode` | none, cancel_taker, cancel_maker, cancel_both; without it none | page | doc | –
31 | books, books1, books5, books15 | `books`: a snapshot, then changes with absolute sizes, "0" deletes; the others
    are whole each time; `seq`, and `pseq` since 2026; `checksum` until then, over the best 25 as spelled (154 to 159
    are of the first version, with real checksums) | page; live; recordings | doc, live
    | 124 171 172 183 154 155 156 157 158 159
32 | trade | a snapshot of the latest, newest first, then updates; side is the taker's | page; recordings
    | doc, live | 131 173
33 | orders | `newSize` is the order's size, `size` a relic; `baseVolume` is this fill's, `accBaseVolume` all of them;
    fill fields only when a fill happened; `cancelReason` says what ended it | page; live | doc, live | 127 184
34 | account | the coins that changed; nothing says that a push is whole | page | doc | 121
35 | fill | the sign of its fee is not settled: what was paid is its amount, which a rebate would belie; we do not
    subscribe, since the orders channel tells the same fills | page | doc, inferred | 126 186
"""

EVIDENCE: Final[tuple[Evidence, ...]] = read_evidence(_COMMON, _SPOT, CONTRACTS, UNIFIED)
