"""Whether what an answer says stands in its sources: checks that need no judge."""
