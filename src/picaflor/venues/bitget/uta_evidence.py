"""How we know what Bitget's unified accounts say: rows from 120 on, in the form of evidence.py."""

from __future__ import annotations

from typing import Final

UNIFIED: Final = """
120 | POST /api/v3/trade/place-order | `category` names the family; `qty` is money for a market buy of spot, coin for all
    else; `timeInForce` gtc where it is not said; `takeProfit` and `stopLoss` attach, by `market` or `mark` price, at market
    where `tpOrderType` is not limit | Place-Order page; ccxt | doc, stranger | 086
121 | POST /api/v3/trade/cancel-order | by either id, the symbol is not needed | Cancel-Order page; ccxt
    | doc, stranger | 030
122 | GET /api/v3/account/assets | coins that are not nothing; what is not `available` of `balance` is tied, by orders,
    positions or loans: inferred | Get-Account page | doc, inferred | 035
123 | POST /api/v3/trade/cancel-symbol-order | answers with a list of ids, each perhaps with a code | page | doc | –
124 | GET order-info, unfilled-orders, history-orders under /api/v3/trade | one kind of row for all; `amount` is the money
    of a market buy; an unknown order is 25204; lists have a `cursor`, and may be null | pages; live 2026-10
    | doc, live | 040 043
125 | GET /api/v3/trade/fills | `feeDetail` of one coin; 90 days, 30 at a time; the list may be null | page; live 2026-10
    | doc, live | 041
126 | `feeDetail` | positive when paid, as nowhere else at this venue; ccxt negates it | page; recordings
    | doc, live | 041 139
127 | GET /api/v3/account/fee-rate | what this account pays | page; ccxt | doc, stranger | 034
128 | order, account | one topic of instType UTA for all families; orders spell their category in small letters and name no
    single trade; the account's coins are told on subscription and when they change | pages; live
    | doc, live | 102 132 144 187 192
129 | fill | the category in either case; `execTime` is when it traded | page; ccxt | doc, stranger | 139 196
130 | POST place-batch, cancel-batch under /api/v3/trade | the body is a list of at most 20, each with its category; the
    answer is a list as well, where what failed has a code | pages; ccxt | doc, stranger | 029 053 081 085
132 | POST modify-order, batch-modify-order under /api/v3/trade | in place: the order keeps its number and its name; price,
    quantity or both; `autoCancel` would cancel it where it cannot be changed, and we say no; 25571 where nothing would
    change; that it loses its place in the queue is inferred; of several the answer is a list as in row 130
    | pages; ccxt | doc, stranger, inferred | 028 050 080 083
134 | POST place-, modify-, cancel-strategy-order, GET unfilled-, history-strategy-orders under /api/v3/trade, and the
    topic strategy-order | contracts alone; type tpsl
    has `takeProfit` or `stopLoss`, `tpslMode` full is of all of the position and the default;
    type trigger has `triggerPrice`, `triggerOrderType`, `triggerOrderPrice`; changed and cancelled by either id, the latter
    answers null; the list of those that wait has no pages and no symbol; rows name `posSide`, and that they name the side
    of a trigger order is inferred from the stream; that `qty` may be left out of a change, too
    | pages; ccxt; others | doc, stranger, inferred | 048 051 084
135 | GET instruments, tickers, orderbook, fills, candles, history-candles, current-fund-rate, history-fund-rate,
    position-tier, open-interest under /api/v3/market, /api/v3/account/all-fee-rate | answered for strangers, and not asked:
    the classic data is the same; the book in numbers; bars of six hours and more, which begin at midnight UTC+8, are
    refused here | pages; ccxt | doc, stranger | 037 038 039 047 049 052 054
136 | ccxt 4.5.90 on unified accounts | does not know 25204 (an ExchangeError and no OrderNotFound), makes fees that were
    paid negative on requests, sends coin as `qty` of a market buy of spot, asks the classic endpoints for transfers and
    the margin mode, and from the second push of an account on takes its own sums of debts for a coin: seen on the
    emulated house, whose suite holds it | ccxt 4.5.90 | stranger | –
133 | codes of contracts 25567, 25236 | 25567 for a quantity off the grid, 25236 for an order that does not fit the holding
    mode: which code says what is inferred from where the tables of codes list them | code tables | inferred | –
131 | GET /api/v3/account/info | `permType` read-only or read-and-write; `permissions`: uta_mgt, uta_trade, withdraw and
    others; what counts as reading is inferred | page | doc, inferred | –
140 | rows of orders and fills of contracts | `side` is that of the trade, also of a close in a hedge, where `posSide`
    names the position (`holdSide` on the stream): the mirror of row 60; `marginMode` may be said with an order, crossed
    without it; `execType` says who wanted it, on the stream `delegateType`: inferred; requests tell neither leverage nor
    margin mode, and a fill no position | pages; a recording; ccxt | doc, stranger, inferred | 042 144 192 041
141 | GET /api/v3/account/settings | all of the account: `holdMode`, and each contract that was ever set up with its
    margin mode and leverage; one that is not listed is not known | page; measured by a stranger 2026-09
    | doc, stranger | 036
142 | GET /api/v3/position/current-position | `posSide` is long or short, one-way too; sums of fees are negative when
    paid; the list may be null, the body empty | page; live 2026-10 | doc, live | 046
143 | position | what changed; one that ended is told with nothing in it; no family is named, only the coin of its margin
    | page; recording | doc, stranger | 146 193
144 | POST set-leverage, set-hold-mode under /api/v3/account | "success"; leverage names the margin mode that it is for,
    and so sets it: inferred from what the settings said afterwards; of an isolated hedge each side may have its own; the
    holding mode is the account's | pages; measured by a stranger 2026-09 | doc, stranger, inferred | 031 082
145 | POST /api/v3/account/set-margin | `operation` add or remove, `amount` above zero | page | doc | –
146 | GET /api/v3/account/financial-records | `type` says what was booked and which way it went; `fee` is negative when
    paid; at most 100, with a `cursor`; of spot what a trade brought and what it took, each in its coin, and no side;
    what comes from outside comes to the funding account, if nobody has set that otherwise: here it is a transfer
    | pages; table of types; ccxt; others | doc, stranger | –
147 | POST /api/v3/trade/close-positions | orders of the venue's own, by id, each perhaps with a code; without a symbol
    for all | page; ccxt | doc, stranger | 032
148 | POST /api/v3/trade/countdown-cancel-all | the dead-man switch of the account: `countdown` 5 to 60 seconds, 0 disarms;
    answers "success"; the key needs a permission of its own; that it counts for all categories, and that orders which wait
    for a price stay, is inferred from its having no parameter for either | page | doc, inferred | –
149 | op trade on the private socket, topics place-order, modify-order, cancel-order, batch-place, batch-modify,
    batch-cancel | `category` in small letters and left out of cancels, `args` a list; the answer has the frame's id, its
    rows in `args`, `code` "0"; an error has the id and the code: its shape from a summary of the pages; which code says
    that an account was not let in is not known | pages; uncertain 1 of the sheet | doc, inferred
    | 099 100 103 134 135 136 137 141 145
150 | v3/ws/public, topics ticker, publicTrade, kline | `instType` in small letters, and `symbol`, for which some say
    instId; tickers have no time of their own, and of contracts also index, mark, funding and open interest; the
    `interval` of a kline stands beside its topic; that one of six hours or more begins at midnight UTC+8 is inferred from
    the classic ones | pages; recordings; ccxt | doc, stranger, inferred | 138 142 147 161 169 191 194 195
151 | v3/ws/public, topics books, books1, books5, books50 | levels in `a` and `b`; changes as in row 43, whose numbers come
    bare or in quotes; a checksum of nought, or none, and `maxDepth` since 2026 | page; live 2026; ccxt
    | doc, live | 101 143 160 167 168 189
"""
