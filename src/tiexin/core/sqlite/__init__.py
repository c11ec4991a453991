"""Django's own SQLite, with the texts of statements kept; named as the engine in `config/database.py`."""
