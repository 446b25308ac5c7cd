"""Matching: which clauses of two plans belong together, and how sure."""
