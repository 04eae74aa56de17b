"""The arguments of the API, and what they mean. May import: answers."""
