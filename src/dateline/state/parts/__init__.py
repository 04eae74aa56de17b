"""One projection a file, all with the same rooms; PARTS lists them once. May import: state below company."""
