"""The city's policies as plain functions: who is entitled to which, and opinions on drafts."""
