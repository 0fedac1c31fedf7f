"""Keys at rest: one random data key, wrapped by a PIN together with the OS keyring, or by a passphrase."""
