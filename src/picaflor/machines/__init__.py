"""Small deterministic machines, strangers to each other. None of them can tell a backtest from a Tuesday."""
