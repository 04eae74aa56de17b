"""One file a command. May import: pages, answers, imports, exports, log.opening."""
