"""Task declarations: reading them, their items and the requests they become."""
