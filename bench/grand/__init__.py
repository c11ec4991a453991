"""A whole province, invented: tens of thousands of units, millions of facts, the same rows for the same share."""
