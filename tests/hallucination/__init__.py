"""Checks on answers that need no judge."""
