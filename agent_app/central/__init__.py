"""The central endpoint: takes journals in, serves streams, keeps the cooperative's own journal."""
