"""Tracking: logs a run to MLflow."""
