"""What things are: numbers, markets, orders, fills, balances, positions, events and commands. No behaviour that waits."""
