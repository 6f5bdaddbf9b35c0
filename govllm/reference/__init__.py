"""The reference candidate: a small model trained from scratch, so that every pipeline run has
something real to serve where no outside weights may be fetched."""
