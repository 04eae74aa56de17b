"""What can be asked of one company or of many, whichever face asks. May import: state, log."""
