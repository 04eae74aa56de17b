"""Tables (CSV, TSV) by declaration: a map in TOML says which rows become which events (`dateline help maps`)."""
