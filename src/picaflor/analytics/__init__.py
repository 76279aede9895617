"""What a run has done, measured: exact sums of fills, and statistics that no order is made of."""
