"""Programs that are timed as whole processes; they import nothing of upheld."""
