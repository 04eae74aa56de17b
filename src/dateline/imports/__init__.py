"""Event files: `.jsonl` and `.ndjson` (one event a line), `.json` (an array of events), and folders of them."""

from dateline.imports.event_files.reading import Located, digest_of, read
from dateline.imports.paths import find

__all__ = ["Located", "digest_of", "find", "read"]
