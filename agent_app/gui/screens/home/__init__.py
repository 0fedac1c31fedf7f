"""Home: the village of the day, who is due there, who could join, and what was taken."""
