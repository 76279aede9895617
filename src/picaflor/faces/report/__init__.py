"""A run as one page for a browser: nothing is fetched, nothing is run."""
