"""What happened: the kinds of entry, their lines, the chain that binds them and the batch that carries them."""
