"""The interactive shell: the same words as on the command line, and bots that go on when it closes."""
