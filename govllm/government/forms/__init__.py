"""One-form reporting (一表通): headers, equal fields, filling and reuse."""
