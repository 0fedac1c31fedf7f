"""One file a question: what the tables answer, as values."""
