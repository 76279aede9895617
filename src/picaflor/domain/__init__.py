"""What things are: numbers, markets, orders, fills, balances, positions, events, commands. Nothing here waits."""
