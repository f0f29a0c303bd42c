"""A maintainer's tools: drafts, Excel, observations, links, releases."""
