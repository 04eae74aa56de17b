"""What every store promises: each docstring of `log.py` as tests. A store joins by one class:

class TestMyLog(LogContract):
    opening = staticmethod(a_function_that_opens_a_new_and_empty_log_for_a_block_of_code)
"""

from __future__ import annotations

from log_contract_reads import ReadContract
from log_contract_writes import AppendContract


class LogContract(AppendContract, ReadContract):
    """All of it."""
