"""Formats: each gives the texts of a file with their places, and copies with them changed."""
