"""Publish by push: hooks of a bare repository, releases, rollback."""
