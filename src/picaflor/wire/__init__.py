"""The nouns of a network without one: what is asked of a venue, what it answers, and the record of a venue itself."""
