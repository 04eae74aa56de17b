"""One file a command, by its name. May import: pages, answers, imports, exports, log.opening.

What several commands have in common is below them: `import_files`, `import_stream` and `import_tables` are the ways of
taking events in, `company_lookup` finds the company that a question is about.
"""
