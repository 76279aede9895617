"""Bars: built from trades, or joined from pages of history and a stream. Time is handed in; days are UTC days."""

from picaflor.machines.candles.bar import Bar, bar_of
from picaflor.machines.candles.builder import Builder
from picaflor.machines.candles.intervals import Interval, parse_interval
from picaflor.machines.candles.join import Heard, Series
from picaflor.machines.candles.paging import Page, next_page

__all__ = ["Bar", "Builder", "Heard", "Interval", "Page", "Series", "bar_of", "next_page", "parse_interval"]
