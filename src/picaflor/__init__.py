"""Picaflor: an algorithmic-trading client. Start reading at engine/loop.py."""

__version__ = "0.1.0"
