"""The acts, run against real encrypted stores."""
