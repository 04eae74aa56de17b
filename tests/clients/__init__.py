"""Clients as strangers use them, against a real `dateline serve`: of npm and of PyPI, probes, hostile documents.

`pytest tests/clients` asks what takes seconds; `python -m tests.clients` asks everything, and prints a table.
"""
