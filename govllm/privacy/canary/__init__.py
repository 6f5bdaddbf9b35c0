"""Canaries: invented records to plant in a fine-tuning set, and the tasks that ask for them."""
