"""Registering a member: what is asked, what it gives and costs, and the consent."""
