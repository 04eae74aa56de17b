"""The log from Python: questions that are answered at once, for notebooks and scripts. See docs/python.md."""

from dateline.notebook.answers import Company
from dateline.notebook.asking import At
from dateline.notebook.opened import Log
from dateline.notebook.questions import Head
from dateline.notebook.tables import Table

__all__ = ["At", "Company", "Head", "Log", "Table"]
