"""The counter of the branch: count, confirm, return, change float, and closing the day."""
