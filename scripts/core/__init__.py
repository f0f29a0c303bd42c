"""Plain types and files, shared by every room.

The model (frozen classes and enums), findings, errors with advice, reading and writing of files,
git, periods of time. It imports nothing of the project.
"""
