"""What all screens are built of."""
