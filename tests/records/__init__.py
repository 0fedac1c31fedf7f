"""The tables and what is asked of them."""
