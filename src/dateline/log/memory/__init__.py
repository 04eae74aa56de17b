"""The plainest store: every read is a scan. May import: the modules of log beside it, never another store."""
