"""Paying BPJS: what waits, batches with their references, and the answers that make protection of them."""
