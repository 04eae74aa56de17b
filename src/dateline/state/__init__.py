"""What a log adds up to, seen from a vantage; pure. May import: events, and of log only record and cut."""
