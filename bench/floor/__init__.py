"""The floor: what bare Django needs to save a form with three rows for a logged-in person."""
