"""What was recorded, in order: the contract, what an append does, and the stores. May import: events."""
