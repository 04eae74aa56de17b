"""Answers and reports as pages for the terminal. May import: answers, imports; never log.

Lowest first: footnotes, phrases, chart; conflicts, findings, file_report; sections, company; the other pages.
"""
