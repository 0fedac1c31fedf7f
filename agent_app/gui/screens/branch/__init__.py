"""Home of a supervisor: the day at a glance and what is to be done."""
