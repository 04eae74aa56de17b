"""One dated, sourced statement: its kinds, its bytes, its words. May import: values.

The modules of kinds do without `from __future__ import annotations`: msgspec and the API read the annotations of every
field, and from texts that takes a hundredth of the time that a server has to come up.
"""
