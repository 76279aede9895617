"""One profile for every law: fixed seeds, no time limits per example, so that a red run is red again."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck), max_examples=100
)
settings.load_profile("house")
