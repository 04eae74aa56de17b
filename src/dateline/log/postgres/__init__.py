"""The event log in a PostgreSQL database: for many processes on many machines, over one primary and its standbys.

May import: the modules of log beside it, never another store. All but the address needs the extra `postgres`.
"""
