"""The first of many companies without asking all. May import: state, the index contract of log."""
