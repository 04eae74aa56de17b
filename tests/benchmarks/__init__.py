"""How fast Dateline is beside its rivals: `python -m tests.benchmarks`, told in `dateline help performance`."""
