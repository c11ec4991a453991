"""Writing a pack in the browser: the YAML text stays the truth, every form edits only the place it is about."""
