"""How we know what BitMart's contracts say: rows from 45 on, in the form of evidence.py."""

from __future__ import annotations

from typing import Final

CONTRACTS: Final = """
45 | heartbeat of the contracts' sockets | `{"action":"ping"}` is answered under the group System, a bare `ping`
    refused; the venue's own pings come every 54 seconds; the page's twenty seconds of silence and five without a
    topic ended nothing in 75 seconds | page; measured by others 2026-09 | doc, live | –
60 | side of an order | 1 buy, 2 buy that closes or reduces, 3 sell that does, 4 sell; in a hedge they name the
    position; `position_mode` of an order says which of both, and rows without it are of the years of hedges alone |
    page; ccxt | doc, stranger, inferred | 031 121 139 143
61 | GET /contract/public/details | the listing and the only ticker, without best prices; `contract_size` is coin in a
    contract, `price_precision` the tick, `vol_precision` the lot in contracts; product 1 is perpetual; what is not
    quoted in USDT is left out | page; ccxt | doc, stranger | 045 116
62 | POST /contract/private/submit-order | whole contracts; `mode` 1 GTC, 2 FOK, 3 IOC, 4 post-only; leverage and
    margin mode with each that opens, though a stranger leaves leverage out; the answer's number is bare and beyond
    2**53 | page; ccxt | doc, stranger | 037 127 139
63 | GET /contract/private/order | `state` 1 and 2 live, 4 ended: filled if `deal_size` is the size, else cancelled,
    and why is not told; by the venue's number alone; `type` may say who wanted it | page; ccxt | doc, stranger,
    inferred | 031 121
64 | GET /contract/private/get-open-orders, order-history | open ones a hundred at most and no further page; past ones
    in seconds, 200 at most | page; ccxt sends milliseconds | doc, stranger | 115 119
65 | GET /contract/private/trades | in seconds by the page, strangers send milliseconds; `paid_fees` positive is paid,
    in the margin's coin; the number of rows in an answer is not told, and taken to be that of past orders | page;
    ccxt | doc, stranger, inferred | 042 126
66 | POST /contract/private/cancel-order, cancel-orders | by either id; without one all of the symbol; the answer is
    empty | page; ccxt | doc, stranger | 111 131
67 | GET /contract/private/assets-detail | `available_balance` is free; `frozen_balance` and `position_deposit` are
    tied; what positions have won so far is in `equity` alone, and left out | page; ccxt | doc, stranger, inferred |
    023 114
68 | GET /contract/private/position-v2 | without a symbol what is held, with one also what is not; `position_side`
    both, long or short, and the signed amount one-way | page; ccxt | doc, stranger | 034
69 | POST /contract/private/submit-leverage | leverage and margin mode in one, both sides at once; refused while a
    position has others | page; ccxt | doc, stranger | 036 129 138
70 | GET get-position-mode, POST set-position-mode | of the whole account; refused with positions or orders (40059) |
    page; ccxt | doc, stranger | 026 035
71 | GET /contract/private/transaction-history | milliseconds; flow 1 transfer, 2 won or lost, 3 funding, 4 fee, 5
    liquidation; negative is paid; cut by time | page; ccxt | doc, stranger | 043
72 | futures/order | state and sizes count, not `action`; a trade in `last_trade`, whose fee is negative in the only
    sample: left to the list of trades; who was there first is not told: what trades as it is made took | page;
    BitMart.Net; ccxt | doc, stranger, inferred | 186
73 | futures/position | on change and now and then; open_type 1 isolated, 2 cross; one that is gone is told with
    nothing in it; no leverage, no mark | page; ccxt; BitMart.Net | doc, stranger, inferred | 173 187
75 | GET /contract/private/trade-fee-rate | the account's rates on one contract; of the lowest class 0.02 and 0.06
    percent | page | doc | 041
80 | GET /contract/public/depth | fifty levels of price, contracts, and contracts so far; an empty side is null | page
    | doc | 044 120
81 | GET /contract/public/market-trade | `qty` is in coin, as nothing else is; seconds; newest first | page; ccxt |
    doc, stranger | 050 124
83 | GET /contract/public/kline, markprice-kline | both ends must be named, in seconds; 500 bars; volume in contracts;
    whether a bound counts as within nobody says | page; ccxt | doc, stranger, inferred | 048 051 118
85 | GET /contract/public/funding-rate | `expected_rate` is of the settlement at `funding_time`, `rate_value` of the
    last one | page; ccxt | doc, stranger | 047 117
86 | GET /contract/public/funding-rate-history | a hundred at most, newest first | page; ccxt | doc, stranger,
    inferred | 046
87 | GET /contract/public/leverage-bracket | caps in money, leverage and maintenance of each | page; ccxt | doc,
    stranger | 049
88 | GET /contract/public/open-interest | in contracts | page; ccxt | doc, stranger | 052
90 | futures/depthIncrease50, depthAll, depth | levels are objects; a snapshot, then changes with absolute sizes;
    depthAll is whole each time, depth one side a frame; a snapshot can be asked for again | page; ccxt; BitMart.Net |
    doc, stranger | 185
91 | futures/trade | newest first; `m`: the buyer was there first; `way` 1 to 4 are takers that buy; without either
    nobody knows who took | page; ccxt | doc, stranger, inferred | 190
92 | futures/ticker | the tops, mark and index; the group may carry a pace, or no symbol at all | page; ccxt;
    BitMart.Net | doc, stranger | 181 188 189
93 | futures/klineBin | a list of bars; a bar's time may lie within it | measured by others; BitMart.Net | live,
    stranger | 184
94 | book continuity of contracts | `version` rises by exactly one, also where nothing changed | page | doc | –
96 | POST /contract/private/submit-plan-order, modify-plan-order, cancel-plan-order | an order that waits for its price
    and comes from the side that `price_way` names, 1 from below; it watches the last price or the fair one; the page
    names no id of the client's at the first and lists one, which strangers send; an amendment changes prices alone; a
    cancel does not say the kind, so those of a position are cancelled there, too | page; ccxt | doc, stranger,
    inferred | 028 038 113 132 135 140
97 | POST /contract/private/submit-tp-sl-order, modify-tp-sl-order | belongs to a position and closes it; `plan_category`
    2 is of all of it, and then at the market unless it says otherwise | page; ccxt | doc, stranger | 030 039 128 137
    141
98 | POST /contract/private/submit-trail-order, cancel-trail-order | percent, a tenth to five; follows once its price was
    reached; cancelled by the venue's number; waits among the open orders of the type `trailing` | page; ccxt | doc,
    stranger | 040 133 142
99 | GET /contract/private/current-plan-order | a hundred at most and no further page; `type` says what it becomes, or
    that it belongs to a position; one with state 4 waits no more | page; BitMart.Net | doc, stranger, inferred | 025
    125
100 | what waited among orders and pushes | past ones stand in order-history as `planorder` or `trailing`, and name what
    came of them in `executive_order_id`; the order that came of one is called `PLAN_` and its number; pushed they have
    a type of their own, and whether the price came is told by the action alone | page; BitMart.Net | doc, inferred | –
101 | POST /contract/private/modify-limit-order | price or size or both, of the whole order; its number and its name stay;
    its place in the queue is taken to be lost | page; ccxt | doc, stranger, inferred | 027 112 134
102 | POST /contract/private/cancel-all-after | the dead-man switch of one symbol; whole seconds, five at least and no
    most is told, 0 disarms; the answer has the times at which it was taken and fires, in seconds; what is told when it
    is disarmed, and that orders which wait for a price stay, is inferred | page; BitMart.Net | doc, stranger, inferred |
    024 110 130
95 | websocket frames of contracts | one acknowledgement a topic with its `group`; a refusal has words and no code;
    text alone | page; ccxt; measured by others | doc, stranger, live | 155 178
"""
