"""Keys and configuration: the vault, the schema and where files live.

Invariant: no secret leaves this folder in a form that prints itself, and nothing in here opens a socket.
"""
