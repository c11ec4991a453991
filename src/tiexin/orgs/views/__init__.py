"""Pages of the door, of units, and of officers, accounts and posts."""
