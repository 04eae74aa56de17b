"""Maps that ship with the package, one file a table; `FAMILY-TABLE.toml` belongs to the preset FAMILY."""
