"""Qualification: does a task tell a known-good candidate from a known-bad one?"""
