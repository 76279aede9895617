"""The step: apply, decide, check, submit, write down. Start at loop.py. Nothing here waits or looks at a clock."""
