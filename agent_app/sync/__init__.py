"""The client's sync with the centre: what is sent, what is fetched, and when."""
