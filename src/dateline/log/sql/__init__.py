"""What the stores that are asked in SQL have in common: which rows a record becomes, and what is made of the rows that
statements give. The statements are each store's own. May import: the modules of log beside it, never a store.
"""
