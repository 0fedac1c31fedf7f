"""The acts: functions of a transaction and a command; each act appends its entries and returns what was done."""
