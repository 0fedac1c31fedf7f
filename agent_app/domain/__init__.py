"""The rules of the trade: pure functions and values, without I/O, clock, Qt or SQL."""
