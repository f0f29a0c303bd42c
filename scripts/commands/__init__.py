"""The tasks by name, one file a group: parse, call, print, exit code."""
