"""Measurements of the running product beside a floor: `python -m bench [--quick]`."""
