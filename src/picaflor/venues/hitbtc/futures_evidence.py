"""How we know what HitBTC's contracts do: rows 51 and up. What is not here is as on spot."""

from __future__ import annotations

from typing import Final

CONTRACTS: Final = """
51 | GET /api/3/public/symbol of contracts | `underlying` is the coin, `base_currency` is null; the size is in that coin,
    fees and money in the quote coin; expired ones stay listed; the highest leverage is all that is told of a ladder
    | page; measured 2026-09; ccxt | doc, live | 010 017
52 | GET /api/3/public/futures/info, /{symbol} | by symbol, or one; `funding_rate` is taken for that of the settlement at
    `next_funding_time`, although a line of the page says the opposite | page; measured 2026-09; ccxt
    | doc, live, inferred | 013 020 021
53 | GET /api/3/public/futures/history/funding | by symbol; newest first where `sort` says so; `timestamp` is when it was
    settled; by `offset`, or up to and with `till` | ccxt; page | doc, stranger, inferred | 012 049
54 | GET /api/3/futures/balance | the purse of derivatives, as spot's: what is free for new positions, and the rest
    | ccxt; a C# client | stranger, inferred | 005 050
55 | POST /api/3/futures/order | spot's order with `margin_mode` and `reduce_only`; the answer shows the mode with a
    capital in some places | page; ccxt | doc, stranger | 051 052
56 | DELETE, PATCH /api/3/futures/order/{client_order_id}, DELETE /api/3/futures/order | as on spot | page; ccxt
    | doc, stranger | 045
57 | GET /api/3/futures/order, /futures/history/order, /futures/history/trade | as on spot; a fill tells `pnl`, what
    closing won or lost | page; ccxt | doc, stranger | 025 037
58 | GET /api/3/futures/account | an array of accounts with `positions`, which are null where there are none; `quantity`
    is signed; a crossed account has neither symbol nor leverage, its positions have their own; that its balance
    is what they take of the purse is inferred | page; ccxt | doc, stranger, inferred | 004 014 027 059
59 | positions | one net position of a contract; prices that there are not are "0" or ""; `pnl` is not read: nobody says
    of what | ccxt | stranger, inferred | 027
60 | GET, PUT /api/3/futures/account/{isolated, cross}/{symbol}, futures_set_account | an isolated contract has an account
    of its own: by PUT `margin_balance` is what is in it in the end, out of the purse, and `leverage` is set with it; "0"
    closes it; what is won and lost there stays there. One that is not open is 20032, what changes nothing 20033. Inferred:
    that orders may tie, and that may be taken out, what the positions there do not need; that a contract with such an
    account takes no crossed orders. That a crossed one is named by the contract, and that its PUT takes `leverage` alone,
    is what two clients do and no page that we have seen | page; ccxt; CryptoMarket's libraries; node-api-hitbtc; a PHP
    client | doc, stranger, inferred | 004 014 032 061
68 | DELETE /api/3/futures/position, /{isolated, cross}/{symbol}, futures_close_position | the venue closes it, at market
    or at `price`, and answers with the position as it is then; that all of them are answered with a list, and what a price
    that nobody takes does (nothing), is inferred | page; ccxt | doc, stranger, inferred | 001
69 | liquidations | `report_reason` of the notice of an account is `liquidated`, and the history of fills has the flag
    `liquidation`; no order tells it | page of v2; page | doc, inferred | –
61 | futures/info | one contract in a frame, every three seconds: mark, index, open interest, rate and time of funding
    | measured 2026-09 | live | –
70 | funding that was paid | futures/history/clearing has it, in a shape that nobody tells: not read | page | inferred | –
71 | multipliers of margin calls and liquidation, limit_base, limit_power | futures/config names them, and no formula is
    known: not read, and where a position is liquidated the venue says with it | page; ccxt | doc | 016
72 | GET /api/3/public/futures/candles/{mark_price, index_price}/{symbol} | bars of trades' shape without volumes; those of
    the premium and of open interest are there, too, and are not read | page; ccxt | doc, stranger | 053
62 | futures_orders, futures_order, futures_accounts, futures_account | all of them after futures_subscribe, which brings
    orders and positions both; the shapes are REST's | page; ccxt | doc, stranger, inferred | 078
63 | futures_balance | as spot_balance, after futures_balance_subscribe | page; ccxt | doc, stranger | 077
67 | type stopLimit, stopMarket, takeProfitLimit, takeProfitMarket of POST /api/3/futures/order | as on spot, with
    `margin_mode` and `reduce_only` | page; ccxt | doc, stranger | –
64 | GET /api/3/futures/config | a row for each contract and margin mode, with its highest leverage; how margin calls
    and liquidation follow from the multipliers is told nowhere, so they are not read | page; ccxt | doc, stranger | 016
65 | futures_new_order, futures_replace_order, futures_cancel_order, futures_cancel_orders, futures_get_orders,
    futures_balances | spot's calls by other names, with the parameters of the contracts' requests | page; ccxt
    | doc, stranger | 075
66 | GET /api/3/public/symbol, ticker, orderbook, trades without `symbols` | both families stand in one answer
    | page; measured 2026-09 | doc, live | –
"""
