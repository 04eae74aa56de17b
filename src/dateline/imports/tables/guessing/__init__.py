"""A first map for a file that was never seen before, made of guesses. May import: trial, maps, sheet, cells."""
