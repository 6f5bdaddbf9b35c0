"""The regulations of the fictional city."""
