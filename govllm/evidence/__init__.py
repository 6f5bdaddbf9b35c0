"""Evidence: what a run leaves behind for people and machines to check."""
