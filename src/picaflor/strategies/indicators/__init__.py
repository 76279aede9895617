"""Streaming indicators: a value in, a value out or None until there are enough; what a tick costs does not grow."""
