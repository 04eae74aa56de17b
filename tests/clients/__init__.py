"""Clients as strangers use them, against a real `dateline serve`: of npm and of PyPI, probes, hostile documents.

`pytest tests/clients` asks what takes seconds; `python -m tests.clients` asks everything, and prints a table.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))  # what the benchmarks make and measure is used here too
