"""Event files into the log, one append a file. May import: log, and what all imports share."""
