"""The trail of what supervisors and the centre decided in a branch."""
