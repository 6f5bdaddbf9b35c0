"""Personal data in Chinese text: found, masked, invented, and its leaks measured."""
