"""贴心 Tiexin: a union's plan becomes a running system."""

__version__ = "0.1.0"
