"""Employers and workers."""
