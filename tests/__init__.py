"""Tests of the whole: architecture, permissions, stories, the real browser."""
