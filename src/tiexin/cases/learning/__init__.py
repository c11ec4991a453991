"""建议: what the organisation's own closed matters say about a new one; it proposes and never decides."""
