"""Statistics: from scores to metrics with intervals and counts."""
