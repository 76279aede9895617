"""The page of one run: what it came to, how that went, what each controller and each executor did, and why each order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from picaflor.app.report import Chart, Placed, Report, Series
from picaflor.app.tale_words import money
from picaflor.faces.report.charts import legend, line_chart

SECOND: Final = 1_000_000_000
STYLE: Final = """
:root { color-scheme: light dark; --ink: #1f2937; --quiet: #6b7280; --line: #e5e7eb; --back: #ffffff; --card: #f9fafb;
  --good: #15803d; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --quiet: #9ca3af; --line: #374151; --back: #111827;
  --card: #1f2937; --good: #4ade80; --bad: #f87171; } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--back); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
.quiet, .legend { color: var(--quiet); } .good { color: var(--good); } .bad { color: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.card b { display: block; font-size: 1.1rem; overflow-wrap: anywhere; }
.card span { color: var(--quiet); font-size: .85rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; } td.n { text-align: right; white-space: nowrap; }
svg { width: 100%; height: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; } svg .unit { font-weight: 600; }
svg .grid { stroke: var(--line); } svg .bought { fill: var(--good); } svg .sold { fill: var(--bad); }
.key { margin-right: 1.2rem; } .key i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px;
  margin-right: .4rem; vertical-align: -1px; }
code { font-size: .85em; overflow-wrap: anywhere; }
"""


def page(report: Report) -> str:
    whole = [each for each in report.tale if each["executor"] is None]
    pieces = [each for each in report.tale if each["executor"] is not None]
    parts = [
        _head(report),
        *(_cards(each) for each in whole),
        _lines("Profit", report.profits),
        _lines("Inventory", report.inventories),
        *(_market(each) for each in report.charts),
        _table("Controllers", _COLUMNS, (_cells(each) for each in whole)),
        _table("Executors", _PIECE_COLUMNS, (_piece_cells(each) for each in pieces)) if pieces else "",
        _orders(report),
        _refused(report),
        _plan(report),
    ]
    title = escape(f"Picaflor: {report.world} {_day(report.began_ns)}")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = "".join(parts)
    return f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head><body>{body}</body></html>\n'


def _head(report: Report) -> str:
    seconds = (report.ended_ns - report.began_ns) // SECOND
    who = ", ".join(f"{seat['name']} ({seat['controller']} at {seat['venue']})" for seat in report.seats)
    missed = f" {report.missed} lines were forgotten before they were read." if report.missed else ""
    return (
        f"<h1>{escape(who) or 'A run without a strategy'}</h1>"
        f'<p class="quiet">{escape(report.world.upper())}, from {_time(report.began_ns)} for {seconds} s, by Picaflor'
        f" {escape(report.version)}. Told from the journal of the run.{missed}</p>"
    )


def _cards(record: dict[str, Any]) -> str:
    coin, spread = record["coin"], record["spread"]
    profit = "not known" if record["profit"] is None else money(record["profit"], coin)
    cards = [
        (profit, "profit after fees", _tone(record["profit"])),
        (money(record["drawdown_most"], coin), "most below its peak", ""),
        (record["inventory"], "held at the end", ""),
        (_or(spread["bps"], " bps"), "spread captured", _tone(spread["bps"])),
        *(
            (_or(each["bps"], " bps"), f"markout after {after}", _tone(each["bps"]))
            for after, each in record["markout"].items()
        ),
        (", ".join(money(atoms, asset) for asset, atoms in record["fees"].items()) or "none", "fees", ""),
        (money(record["funding"], coin), "funding", _tone(record["funding"])),
        (_or(record["fill_ratio"], " %"), "of what was ordered was filled", ""),
        (f"{_or(record['best_bid'], ' %')} / {_or(record['best_ask'], ' %')}", "of its time at the best bid / ask", ""),
    ]
    made = "".join(f'<div class="card"><b class="{tone}">{escape(b)}</b><span>{s}</span></div>' for b, s, tone in cards)
    title = escape(f"{record['owner']} on {record['pair']} at {record['venue']}")
    return f'<h2>{title}</h2><div class="cards">{made}</div>'


def _lines(title: str, series: Sequence[Series]) -> str:
    """One chart for each unit: lines of different coins do not stand on one axis."""
    made = ""
    for unit in sorted({each.unit for each in series}):
        same = [each for each in series if each.unit == unit]
        made += f"<h2>{title} in {escape(unit)}</h2>" + line_chart([(each.name, each.points) for each in same], unit)
        made += legend([each.name for each in same])
    return made


def _market(chart: Chart) -> str:
    marks = [(each.at, each.price, each.buy) for each in chart.marks]
    drawn = line_chart([(chart.market, chart.middle.points)], chart.middle.unit, marks)
    note = f"The middle of the book; {len(marks)} fills: green bought, red sold."
    return f'<h2>{escape(chart.market)}</h2>{drawn}<p class="legend">{note}</p>'


_COLUMNS = ("owner", "venue", "pair", "profit", "holds", "bought", "sold", "orders", "filled", "quoted")
_PIECE_COLUMNS = ("executor", "pair", "profit", "drawdown", "holds", "bought", "sold", "orders", "markout 5s")


def _cells(each: dict[str, Any]) -> list[str]:
    names = ("owner", "venue", "pair", "profit", "inventory", "bought", "sold", "orders", "orders_filled")
    return [*(str(each[name] if each[name] is not None else "-") for name in names), _or(each["quoting_seconds"], " s")]


def _piece_cells(each: dict[str, Any]) -> list[str]:
    names = ("pair", "profit", "drawdown_most", "inventory", "bought", "sold", "orders")
    told = [str(each[name] if each[name] is not None else "-") for name in names]
    return [f"{each['owner']}.{each['executor']}", *told, _or(each["markout"]["5s"]["bps"], " bps")]


def _orders(report: Report) -> str:
    shown = list(reversed(report.orders))
    rows = (
        [_time(each.at_ns), each.who, each.client_id, each.words, each.state, each.filled, each.why, _looked(each)]
        for each in shown
    )
    title = f"Orders: the latest {len(shown)} of {report.orders_in_all}, and why"
    return _table(title, ("when", "who", "order", "what", "became", "filled", "why", "limits that it kept"), rows)


def _looked(order: Placed) -> str:
    return "; ".join(order.looked_at)


def _refused(report: Report) -> str:
    if not report.denied:
        return ""
    items = "".join(f"<li>{escape(each)}</li>" for each in report.denials)
    return f"<h2>Denied by risk: {report.denied}, the latest</h2><ul>{items}</ul>"


def _plan(report: Report) -> str:
    limits = ", ".join(f"{name} {value}" for name, value in report.limits.items()) or "none"
    rows = []
    for seat in report.seats:
        settings = ", ".join(f"{name} {value}" for name, value in seat["settings"].items())
        rows.append([seat["name"], seat["controller"], seat["venue"], settings])
    table = _table("Configuration", ("name", "controller", "venue", "settings"), rows)
    return f'{table}<p class="quiet">Limits that every order kept: {escape(limits)}</p>'


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<h2>{escape(title)}</h2><div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _tone(text: str | None) -> str:
    if text is None or not text.strip("-0."):
        return ""
    return "bad" if text.startswith("-") else "good"


def _or(text: str | None, unit: str) -> str:
    return "-" if text is None else f"{text}{unit}"


def _time(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _day(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND, UTC).strftime("%Y-%m-%d")
