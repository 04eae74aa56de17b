"""A map in TOML, compiled: which row becomes which events. May import: cells, events."""
