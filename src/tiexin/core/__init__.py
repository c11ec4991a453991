"""Toolbox without tables."""
