"""Serving: starts and stops a managed vLLM server, or attaches to an endpoint."""
