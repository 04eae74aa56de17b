"""Shared by all tests: the log's contract explains its failures like any test file."""

import pytest

pytest.register_assert_rewrite("log_contract", "log_contract_reads", "log_contract_writes", "log_cases")
