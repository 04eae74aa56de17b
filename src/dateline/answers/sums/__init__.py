"""Sums over companies: one table, each row with what was left out and why. May import: answers/ranking and below."""
