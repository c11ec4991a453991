"""Every write of matters, by what is done to them."""
