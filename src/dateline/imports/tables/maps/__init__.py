"""A map in TOML, compiled: which row becomes which events. May import: sheet, cells, events."""
