"""Event files into the log, one append a file. May import: log."""
