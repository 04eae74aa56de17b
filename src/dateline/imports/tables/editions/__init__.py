"""One row in several editions of a file: keys, corrections, retractions. May import: maps, cells, log."""
