"""Teams, stays, visits and what was heard."""
