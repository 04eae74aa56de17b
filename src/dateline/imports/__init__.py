"""Files become events in a log: event files, streams, watched folders, tables. May import: log; never state."""
