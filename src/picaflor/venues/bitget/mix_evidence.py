"""How we know what Bitget's contracts say: rows from 60 on, in the form of evidence.py."""

from __future__ import annotations

from typing import Final

CONTRACTS: Final = """
60 | side, tradeSide, posSide in hedge mode | asked, `side` is that of the position: a close of a long is buy + close. Told
    by lists of orders and fills the same, orders with `reduceOnly` YES; by the fill channel the side of the trade. Read
    from posSide and tradeSide where both are there; the orders channel's side is written as that of the trade
    | Place-Order page; passivbot 1729, JKorf 35, ccxt | doc, stranger | 021 116
61 | GET /api/v2/mix/market/contracts | tick is `priceEndStep` of the last of `pricePlace` decimals, lot is
    `sizeMultiplier`, sizes are in base coin; delivery contracts and what is `off` are left out; other families answer
    with lists of their own, and an empty one satisfies a stranger | page; ccxt 4.5.90 | doc, stranger | 014
62 | POST /api/v2/mix/order/place-order | `tradeSide` in hedge mode and only there, `reduceOnly` in one-way; the margin mode
    goes with each order; the size is in base coin, of market buys too; `presetStop…` attaches a take-profit and a
    stop-loss, at market where no execute price is given | page; ccxt | doc, stranger | –
63 | GET /api/v2/mix/order/detail | one object, its status is called `state`; 40109 for an unknown id; `fee` negative is
    paid | page | doc | 020
64 | GET /api/v2/mix/order/orders-pending, orders-history | `entrustedList`, null when empty, and `endId`; `canceled`
    with one l; both live and partly filled orders come | page; ccxt | doc, stranger | –
65 | GET /api/v2/mix/order/fills, fill-history | `fillList`; no client id; a fee of one coin in a list; `profit` is what
    the fill won | page; passivbot | doc, stranger | 021
66 | POST /api/v2/mix/order/cancel-order | by either id; 40768 for an unknown one | page | doc | 005
67 | GET /api/v2/mix/account/accounts, account | free is `crossedMaxAvailable`, the rest of `accountEquity` is held;
    `account` tells leverage, margin mode and position mode beside it, leverage as text or number | page | doc | 011 023
68 | GET /api/v2/mix/position/all-position, single-position | only what is open; `holdSide` is the sign in one-way;
    `totalFee` is funding so far (its sign inferred: received), empty before the first; a liquidation price of nothing or
    less is none; `locked` is tied by closes | page | doc, inferred | 012 024
69 | POST /api/v2/mix/account/set-leverage, set-margin-mode, set-position-mode, set-margin | refused with positions or
    orders: 45117, 40920; `holdSide` for isolated hedges only; set-margin answers with an empty text
    | pages | doc | 006 007 008
70 | GET /api/v2/mix/account/bill | `amount` negative is paid, and so is `fee`, which stands beside what it was for;
    `contract_settle_fee` is funding; no filter by symbol | page; Hummingbot | doc, stranger | 010
71 | arg objects of contracts | `instType` names the family; all that is private by `default`, the account by `coin`
    | pages; ccxt | doc, stranger | 090 091 163
72 | orders of contracts | `size` is the order's; `baseVolume` is this fill's, `accBaseVolume` all of them; `pnl` is what
    the fill won; a market order's price is 0; `posMode` tells a stranger that it is a contract | page; live | doc, live
    | 116 177
73 | positions | all that are open, each time; leverage is a number | page | doc | 119 179
74 | account of contracts | free is `maxOpenPosAvailable`, the rest of `equity` is held; `available` does not subtract
    margins | page; recordings | doc, live | 106 174
75 | fill of contracts | as row 65 with a client id, and the side of the trade | page | doc | 111 181
76 | ticker | always a snapshot; contracts add mark, index, funding and open interest | pages | doc | 120 130
77 | candle channels | eight columns of both families: base, quote, dollars; from six hours up only the `utc` spellings
    begin at midnight UTC | pages; measured 2026-09 | doc, live | 109 123
78 | orders-algo | `price` repeats the trigger's, `executePrice` is the limit; kinds pl, tp, sl, and ptp, psl of all of the
    position; of spot `amount` in coin or `total` in money | pages; ccxt | doc, stranger | 118 180 185
80 | GET /api/v2/mix/market/merge-depth | numbers, not texts; 1, 5, 15, 50 or `max` levels, 100 without a word
    | page | doc | 019
81 | GET /api/v2/mix/market/fills, fills-history | at most 100 of the latest; the archive up to 1000, `Buy`/`Sell`
    | page; ccxt | doc, stranger | 022
82 | GET /api/v2/mix/market/ticker, tickers | a list either way; `holdingAmount` is the open interest in base coin
    | page | doc | 013 027
83 | GET /api/v2/mix/market/candles, history-candles, history-mark-candles, history-index-candles | 7 columns, the last in
    quote; other spellings than spot's; `kLineType` of the first only | page; measured 2026-09; ccxt | doc, live | 015
84 | GET /api/v2/mix/market/symbol-price | a list of one: last, index, mark | page | doc | 026
85 | GET /api/v2/mix/market/current-fund-rate, funding-time | the rate of the settlement to come, positive: longs pay; its
    interval in hours | page; ccxt | doc, stranger | 016 025
86 | GET /api/v2/mix/market/history-fund-rate | newest first, by page numbers; more than 100 a page come as 100
    | page; measured 2026-09 | doc, live | 017
87 | GET /api/v2/mix/market/query-position-lever | bounds in quote; leverage and maintenance rate of each tier
    | page; ccxt | doc, stranger | –
88 | GET /api/v2/mix/market/open-interest | in base coin; we read it from the ticker | page; ccxt | doc, stranger | –
89 | POST /api/v2/mix/order/batch-place-order | one symbol and margin mode; each order stands in the list of what was
    taken or of what was not, with a code of its own | page; ccxt | doc, stranger | 004 075
91 | POST /api/v2/mix/order/batch-cancel-orders | with a list those, without one all of the symbol | page; ccxt
    | doc, stranger | 003 074
92 | POST /api/v2/mix/order/modify-order | price and size together, else 40925; a cancel and a new order, later; the answer
    names the old one, the new one goes by `newClientOid` | page; ccxt | doc, stranger | –
93 | POST /api/v2/mix/order/cancel-all-orders | of the whole family; nothing to cancel is 22001 | page | doc | –
94 | POST /api/v2/mix/order/close-positions | of one symbol or all, at market; once a second; by symbol what was taken and
    what not | page; ccxt | doc, stranger | 009
95 | POST /api/v2/mix/order/place-plan-order, modify-plan-order | trigger orders; in hedge mode sides as in row 60; the
    limit as `price`, strangers say `executePrice` too; `track_plan` trails by `callbackRatio` percent, ten at most, and
    becomes a market order | page; ccxt | doc, stranger | –
96 | POST /api/v2/mix/order/place-tpsl-order, modify-tpsl-order | `holdSide` long or short in a hedge, the opening side in
    one-way; `pos_profit` and `pos_loss` are of all of the position and have no size; `moving_plan` is a take-profit that
    trails by `rangeRate`, at market: in percent as `callbackRatio`, and told under that name, is inferred
    | page; ccxt; others | doc, stranger, inferred | –
97 | GET /api/v2/common/trade-rate | `businessType` mix: what this account pays on contracts | page; ccxt
    | doc, stranger | 002
99 | POST /api/v2/mix/order/place-pos-tpsl | take-profit and stop-loss of a position at once, or one of them; with a size
    `profit_plan` or `loss_plan`, without one of all of it, and then in the place of the one that there was, which keeps
    its number; the answer has a row of each, with its id under a name of its own
    | page; others, measured 2026-04 | doc, stranger | –
98 | POST cancel-plan-order, GET orders-plan-pending, orders-plan-history under /api/v2/mix/order | without `planType` only
    trigger orders are found; take-profits and stop-losses are one list, `profit_loss`; `track_plan` is a list of its
    own, `moving_plan` stands in the list of the others | page; ccxt; freqtrade 13066 | doc, stranger | –
155 | families of contracts, `productType` | base + USDT; base + PERP, quoted and margined in USDC; base + USD, margined in
    the base coin. Sizes are in base coin everywhere; of the last the profit is size × (1 - entry / exit) in coin. Its
    list was empty in 2026-09, and whether it is traded at all is not known | page; ccxt; measured 2026-09
    | doc, stranger | –
"""
