"""Event files: `.jsonl` and `.ndjson` (one event a line), `.json` (an array of events), and folders of them."""

from dateline.files.finding import find
from dateline.files.reading import Located, digest_of, read

__all__ = ["Located", "digest_of", "find", "read"]
