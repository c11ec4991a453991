"""Files that people write as data: YAML with places, findings that say where and what would be accepted."""
