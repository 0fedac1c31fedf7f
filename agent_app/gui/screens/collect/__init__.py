"""Taking contributions: who pays for which months, what it costs, what was put on the table, what goes back."""
