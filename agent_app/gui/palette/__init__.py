"""The search over everything: members, receipts, villages, acts, settings, help."""
