"""Every key of the configuration. Adding one is one row."""

from __future__ import annotations

from decimal import Decimal

from picaflor.settings.schema import Key, Kind, Schema

ASSET = r"[A-Za-z0-9._-]{1,32}"
VENUE = r"[a-z0-9_]{1,64}"
PROXY = r"(http|socks5)://[^\s/]+/?"
HTTPS = r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"
WSS = HTTPS.replace("https", "wss")
TELEGRAM = r"[0-9]{1,20}:[A-Za-z0-9_-]{1,128}"
WEBHOOK = r"https://\S+"

SCHEMA = Schema(
    keys=(
        Key("global_token", Kind.TEXT, "The asset that values and limits are counted in.", "USDT",
            shape=ASSET, example="USDT"),
        Key("open_orders_at_start", Kind.CHOICE, "What a bot does with orders it finds open when it starts.",
            "adopt", choices=("adopt", "cancel", "refuse")),
        Key("endpoint", Kind.TEXT, "A file with the line that `picaflor emulate` printed: every venue is reached there.",
            example="hello.json"),
        Key("rate.share", Kind.WHOLE, "How much of each venue's rate limit to use, in percent.", 100, least=1, most=100),
        Key("awake", Kind.SWITCH, "Whether a bot stays awake between messages: its orders leave sooner, and a core of the"
            " machine is always busy.", False),
        Key("paper_trade.exchanges", Kind.LIST, "The venues whose paper twins the shell offers first.",
            ("bitget", "hitbtc", "bitmart", "hashkey", "altmarkets"), shape=VENUE, example='["bitget", "hitbtc"]'),
        Key("paper_trade.balances.*", Kind.NUMBER, "What a paper account begins with, by asset.", least=0, upper=True),
        Key("kill_switch.max_loss", Kind.NUMBER, "Stop everything after losing this much, in the global token.", least=0),
        Key("kill_switch.max_drawdown", Kind.NUMBER, "Stop everything once the result is this far below its peak, in"
            " percent of what the account had in the coins of its pair by then.", least=0, most=100),
        Key("kill_switch.max_gain", Kind.NUMBER, "Stop everything after winning this much, in the global token.", least=0),
        Key("kill_switch.then", Kind.CHOICE, "What happens when one of these is reached: pause takes all orders back and"
            " calls no controller any more, close also gives up at market what they hold, stop cancels and ends the run,"
            " panic also cancels what others have open on the account.", "stop",
            choices=("pause", "close", "stop", "panic")),
        Key("log.level", Kind.CHOICE, "The least important lines that are written to the log.", "info",
            choices=("debug", "info", "warning", "error")),
        Key("journal.sync", Kind.CHOICE, "What puts the journal on the disk: a thread, the loop itself, or nobody.",
            "thread", choices=("thread", "inline", "none")),
        Key("notifications.level", Kind.CHOICE, "The least important lines of a bot's log that are sent as alerts.",
            "warning", choices=("debug", "info", "warning", "error")),
        Key("notifications.webhook", Kind.TEXT, "Where alerts are posted, as JSON.", shape=WEBHOOK,
            example="https://example.org/hook", secret=True),
        Key("notifications.discord", Kind.TEXT, "The webhook of a Discord channel that alerts are sent to.", shape=WEBHOOK,
            example="https://discord.com/api/webhooks/1/abc", secret=True),
        Key("notifications.telegram_token", Kind.TEXT, "The token of the Telegram bot that sends alerts.",
            shape=TELEGRAM, example="123456:ABC-DEF", secret=True),
        Key("notifications.telegram_chat", Kind.TEXT, "The Telegram chat that alerts are sent to.",
            shape=r"-?[0-9]{1,20}|@[A-Za-z0-9_]{1,64}", example="-100123"),
        Key("venues.*.endpoint", Kind.TEXT, "The same as `endpoint`, for one venue.", example="hello.json"),
        Key("venues.*.proxy", Kind.TEXT, "The proxy that this venue is reached through.", shape=PROXY,
            example="socks5://127.0.0.1:1080", secret=True),
        Key("venues.*.broker_tag", Kind.TEXT, "A tag that the venue credits to a broker. Empty: none is sent.", "",
            shape=r"[A-Za-z0-9_-]{0,32}", example="my-tag"),
        Key("venues.*.maker_fee", Kind.NUMBER, "The fee for makers here in percent, instead of what the venue states;"
            " on paper it is what is charged.", least=-5, most=5),
        Key("venues.*.taker_fee", Kind.NUMBER, "The fee for takers here in percent, instead of what the venue states;"
            " on paper it is what is charged.", least=-5, most=5),
        Key("venues.*.balance_limit.*", Kind.NUMBER, "The most of that coin that each bot may use here, open orders of the"
            " account included.", least=0, upper=True),
        Key("venues.*.dead_man_switch", Kind.TEXT, "When a bot falls silent for so long, the venue cancels what is open of"
            " the symbol or of the account (see the venue's page): for venues that can do that.", shape=r"[0-9]{1,4}[sm]",
            example="30s"),
        Key("venues.*.tongue", Kind.CHOICE, "Makes the name a venue of yours: what its server speaks.",
            choices=("peatio",)),
        Key("venues.*.rest", Kind.TEXT, "Of a venue of yours: what stands before `/public` and `/market`.",
            shape=HTTPS, example="https://api.myhouse.example/api/v2/peatio"),
        Key("venues.*.ws", Kind.TEXT, "Of a venue of yours: the same for its streams: what stands before `/private`.",
            shape=WSS, example="wss://api.myhouse.example/api/v2/ranger"),
        Key("venues.*.name", Kind.TEXT, "Of a venue of yours: as people call it.", shape=r"[^\x00-\x1f]{1,64}",
            example="My House"),
        Key("venues.*.version", Kind.WHOLE, "Of a venue of yours: the main version of its server.", least=2, most=3),
        Key("venues.*.book", Kind.CHOICE, "Of a venue of yours: its stream of books.", choices=("ob-inc", "update")),
        Key("venues.*.post_only", Kind.SWITCH, "Of a venue of yours: whether it takes orders that only rest."),
        Key("venues.*.calls", Kind.WHOLE, "Of a venue of yours: how many requests it takes in twelve seconds.",
            least=1, most=100_000),
        Key("strategy.**", Kind.ANY, "The strategy's own configuration: see `picaflor create STRATEGY`. Further controllers"
            " of the same bot are tables of their own, [strategy.controllers.NAME]: `create STRATEGY FILE --add NAME`."),
    ),
    tables={"paper_trade.balances": {"BTC": Decimal(1), "ETH": Decimal(20), "USDT": Decimal(100_000)}},
)  # fmt: skip
