"""Answers as pages for the terminal. May import: answers; never log."""
