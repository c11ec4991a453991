"""检索: one row per findable thing, one search for both databases."""
