"""Policy documents as data: packs, lint, publishing."""
