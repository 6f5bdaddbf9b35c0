"""The client: asks the candidate, journals every answer, goes on after a stop."""
