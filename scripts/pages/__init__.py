"""From an edition to the site's pages, in one language at a time."""
