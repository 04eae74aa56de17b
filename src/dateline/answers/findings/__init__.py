"""Contradictions and suspicions, one function a rule; pure but for review. May import: state."""
