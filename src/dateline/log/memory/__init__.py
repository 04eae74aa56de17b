"""The plainest store: every read is a scan. May import: the contracts of log."""
