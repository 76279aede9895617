"""How we know what HitBTC's margin on spot markets does: rows 80 and up. What is not here is as elsewhere."""

from __future__ import annotations

from typing import Final

MARGIN: Final = """
80 | margin_trading and max_initial_leverage of GET /api/3/public/symbol; GET /api/3/spot/balance | spot pairs that say so
    are traded on margin; their orders stand in the spot market's books (inferred), and their money is that of the spot
    purse, where `reserved_margin` is what accounts of margin have taken; fees are those of the spot market (inferred:
    there is no other page of them) | page; ccxt; CryptoMarket's libraries | doc, stranger, inferred | 010 017
81 | GET /api/3/margin/account, margin_accounts, margin_account, margin_get_accounts | isolated accounts, each of one pair,
    in the shape of those of contracts; a position is told without its mode | page; ccxt | doc, stranger | 014
82 | GET, PUT /api/3/margin/account/isolated/{symbol}, margin_set_account | `margin_balance` is what is in it in the end;
    there is no `leverage`, and the one that is told is taken to be the highest of the listing; the rest as row 60. That
    what a position may lose before it is taken over is half of what it had to bring is inferred | page; ccxt
    | doc, stranger, inferred | 014
83 | GET /api/3/margin/config | a row for each pair, isolated all of them; its multipliers, limits and `force_close_fee`
    are not read: nobody tells a formula | page; ccxt | doc, stranger | 015
84 | POST, PATCH, DELETE /api/3/margin/order, DELETE /api/3/margin/position, /isolated/{symbol} | as of contracts; an order
    that names no mode is isolated (ccxt names none), a crossed one is taken to be 2024 | page; ccxt
    | doc, stranger, inferred | –
85 | margin_subscribe, margin_new_order, margin_replace_order, margin_cancel_order, margin_get_orders | as of contracts; all
    orders at once are cancelled by request alone | page; ccxt | doc, stranger | 102
86 | the price that a margin account is reckoned by | told nowhere: the last price of the spot market is taken, as stops
    watch it | nobody | inferred | –
87 | interest on what is lent | report_reason `interestTaken` names it, and no page that we have seen its rate or hour: it
    is not reckoned, and balances show it | page of v2 | doc, inferred | –
88 | futures_set_leverage, futures_account_cross, futures_position_cross, GET /api/3/margin/account/cross/{currency} | named
    by the page; parameters and shapes unseen: not built. Where the leverage of a crossed contract is set by request see
    row 60 | page; measured 2026-09 | doc | –
89 | subscribe_wallet_balances, wallet_balances, wallet_balance_update on /api/3/ws/wallet | the login is that of the
    trading socket; after the yes all that lies in the purse, then each coin as it changes; that coins without holdings are
    left out at first is inferred, and what subscribe_transactions tells has no shape that we have seen
    | CryptoMarket's libraries; node-api-hitbtc | doc, stranger, inferred | –
"""
