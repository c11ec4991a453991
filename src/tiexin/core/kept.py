"""The mark of statements whose plan the database may keep: a few rows by their key, whatever the values."""

KEPT = " /* kept */"
