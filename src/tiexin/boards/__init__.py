"""Pages across subjects; no tables."""
