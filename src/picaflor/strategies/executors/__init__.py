"""Pieces of work that controllers hand out: machines that return orders. They cannot wait, send or look at a clock."""
