"""Supervision: whether what was recorded is so, what was found, and the scores that a published formula gives."""
