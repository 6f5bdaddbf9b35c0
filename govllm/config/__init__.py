"""Configuration: Hydra schemas, their frozen form, and composing them."""
