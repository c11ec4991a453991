"""What is owed and where it stands."""
