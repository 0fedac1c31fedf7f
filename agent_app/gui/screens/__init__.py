"""One file or folder a screen, and the registry that names them."""
