"""How we know what HashKey's contracts do: rows 51 and up. What is not here is as on spot."""

from __future__ import annotations

from typing import Final

CONTRACTS: Final = """
51 | GET /api/v1/exchangeInfo | `contracts` beside `symbols`; the coin is `underlying`, sizes of LOT_SIZE are in it, and a
    contract is `contractMultiplier` of it; parts of a contract are cut off; of `riskLimits` the lowest margin makes the
    highest leverage; in what `quantity` is counted there is not said: money to others, coin or contracts by its name
    | page; ccxt | doc, stranger, inferred | 055 065
52 | GET /api/v1/futures/fundingRate | nobody signs it, but `timestamp` must be there | page; measured 2026-09 by others;
    ccxt | doc, live, stranger | 031 033 104
53 | GET /api/v1/futures/historyFundingRate | at most 100 were seen; in what order is not said; pages go by an id that our
    questions do not carry | page; measured 2026-09 by others; ccxt | doc, live | 032 106
54 | GET /quote/v1/markPrice, /quote/v1/index | told apart; an index has the name of the pair without the ending of the
    contract; an average of ten minutes beside it | page; a client that was removed | doc, stranger | –
55 | POST /api/v1/futures/order | side and position in one word; at market is a price type, post-only a time in force; the
    client id must be there; the answer's state may be an old one | page; ccxt | doc, stranger | 025 129
56 | DELETE /api/v1/futures/order, /batchOrders | one by number or client id and `type`; all of a symbol: `success`
    | page; ccxt | doc, stranger | 016 018 091 093
57 | GET /api/v1/futures/order, /openOrders, /historyOrders | `type` LIMIT or STOP; newest first, cut by `fromOrderId`; what
    is over only by symbol; market orders show the price that they could have gone to at most; money is not told, but an
    average | page; ccxt | doc, stranger, inferred | 030 041 045 107 109 110
58 | GET /api/v1/futures/userTrades | by symbol, cut by `toId`; `isMarker` says whether it was there before (pages write
    `isMaker`); `realizedPnl` is what closing won | page; ccxt | doc, stranger | 038 060 113
59 | GET /api/v1/futures/balance | what is available has margins taken off and open profit added; the balance has neither,
    so the equity is both together: the figures of a recording say so to the fourth decimal | ccxt | stranger, inferred
    | 027 056 063
60 | GET /api/v1/futures/positions | long and short beside each other, in contracts; without a margin mode or a time;
    what is not `available` is being closed; a liquidation price below zero is none | page; ccxt | doc, stranger
    | 046 073 074 111
61 | GET, POST /api/v1/futures/leverage, POST /api/v1/futures/marginType | one leverage for both sides | page; ccxt
    | doc, stranger | 035 075 108 128
62 | POST /api/v1/futures/positionMargin | by side; a negative amount takes away | page; ccxt | doc, stranger | 052
63 | GET /api/v1/futures/commissionRate | opening and closing; 0.025 % and 0.06 % at the first level | page; ccxt
    | doc, stranger | 050 103
64 | stop orders | `type` STOP with a `stopPrice`, in a smaller shape and with states of their own; what price they watch is
    not said: taken for the last one. What they became is not named, and nothing is pushed | page; ccxt
    | doc, stranger, inferred | 042
65 | contractExecutionReport | spot's keys; sizes in contracts; a market order shows as LIMIT and IOC with the price that it
    could have gone to, on newer sites as MARKET_OF_BASE; `Z` leaves the multiplier out, so it is not read; no role
    | page of a sister site; ccxt | doc, stranger | 165
66 | outboundContractAccountInfo | what is free, and the rest | page of a sister site; ccxt | doc, stranger | 137 161
67 | outboundContractPositionInfo | one position an event, and once more with nothing when it is gone | ccxt; a client that
    was removed | stranger | 146 147 166
68 | markPrice | a topic of the first socket that no page lists, and that answers; the shape is taken to be the second
    socket's | measured 2026-09 by others | live, inferred | –
69 | POST /api/v1/futures/batchOrders, DELETE /api/v1/futures/cancelOrderByIds | as spot's (rows 19 and 21): 20 orders of
    one symbol and of `type` LIMIT, each with an answer of its own; what could not be cancelled is listed; how many ids
    there may be is not said (taken for 100) | page; postman; ccxt | doc, stranger, inferred | 092 127
"""
