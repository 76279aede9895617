"""The only compiled code: plain Python over flat arrays, compiled by numba where it is there. Equal to the naive by law."""
