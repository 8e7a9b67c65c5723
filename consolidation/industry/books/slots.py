"""Tables whose rows are used again: a list of free rows runs through the table, each naming the next."""

from ...engine.rule import rule


@rule
def take(table, free, used):
    """The row to use, then the free list's head and how many rows were ever used; row -1 if the table is full."""
    if free >= 0:
        return free, table[free].next_free, used
    if used < len(table):
        return used, free, used + 1
    return -1, free, used
