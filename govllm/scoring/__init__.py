"""Scoring: pure functions from an answer to scores, looked up by name in one table."""
