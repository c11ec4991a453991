"""What a gateway raises that did not take a text."""


class Failed(Exception):
    """The gateway did not take a text; the reason in words, without the address."""
