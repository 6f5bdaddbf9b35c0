"""The regulations as plain functions, one a seed of calls: answers worked out a second time."""
