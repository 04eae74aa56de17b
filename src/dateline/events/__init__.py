"""One dated, sourced statement: its kinds, its bytes, its words. May import: values."""
