"""Help, offline, a page a screen."""
