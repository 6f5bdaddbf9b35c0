"""The rules of 云州市 as plain functions, and the government tasks' items that they decide."""
