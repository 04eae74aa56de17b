"""What a log says of itself to those who do not have it: checkpoints, signed, and receipts (c2sp.org).

May import: the modules of log beside it, never a store.
"""
