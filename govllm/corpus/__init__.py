"""The fictional city's regulations: documents with machine-readable facts beside their text."""

from govllm.corpus.document import Article, Corpus, Document, Fact
from govllm.corpus.load import load_corpus

__all__ = ["Article", "Corpus", "Document", "Fact", "load_corpus"]
