"""govllm: governance and evaluation harness for the language models that governments deploy."""

__version__ = "0.1.0"
