"""A receipt: what goes back over the table, the paper, its state, and what may still be done about it."""
