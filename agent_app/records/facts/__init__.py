"""What each kind of line says, as rows: pure functions of the line and its writer, by subject."""
