"""What becomes of a log when things go wrong: `python -m tests.faults`, told in `dateline help faults`.

Each trial makes things go wrong again and again, drawn from a seed that is printed, and counts what was lost.
"""
