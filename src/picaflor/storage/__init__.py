"""Files and SQL: the journal that is the truth, the id blocks, and the tables projected from them.

Invariant: nothing in here knows what an order is worth or whether it may be sent. It keeps bytes, and says when it
cannot.
"""
