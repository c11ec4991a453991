"""Entries and facts: what was done, and what it proves."""
