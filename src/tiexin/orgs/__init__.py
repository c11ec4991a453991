"""Unions, officers, posts, roles and scope."""
