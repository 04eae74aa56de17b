"""Tables (CSV, TSV): a map in TOML says which rows become which events (`dateline help maps`). May import: log."""
