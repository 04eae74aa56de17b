"""The log from Python: questions that are answered at once, for notebooks and scripts. See docs/python.md.

May import: answers, exports, imports, log.opening. Inside, lowest first: loop, table, at; company; change_tables;
questions; log.
"""

from dateline.notebook.at import At
from dateline.notebook.company import Company
from dateline.notebook.log import Log
from dateline.notebook.questions import Head
from dateline.notebook.table import Table

__all__ = ["At", "Company", "Head", "Log", "Table"]
