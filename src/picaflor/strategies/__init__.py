"""What decides what to want. Strategies read a view and return commands; they cannot wait, send or look at a clock."""
