"""Maps that ship with the package, one file a table: `FAMILY-TABLE.toml` is of preset FAMILY. May import: nothing."""
