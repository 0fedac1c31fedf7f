"""Everything at the branch that waits for a second person, and deciding it."""
