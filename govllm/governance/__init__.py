"""Governance: gates, verdicts and what they mean."""
