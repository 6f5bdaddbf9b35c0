"""A bureau's own files: looked through for personal data, and copied without it."""
