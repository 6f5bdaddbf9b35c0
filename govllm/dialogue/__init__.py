"""Conversations with a scripted caller: what he says next is a pure function of what was said."""
