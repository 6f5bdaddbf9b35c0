"""The control catalogue: one YAML file a framework, each control with its source and how sure we
are of it."""
