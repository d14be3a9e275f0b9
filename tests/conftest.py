"""What holds for every test: no wall clock decides."""

from hypothesis import HealthCheck, settings

settings.register_profile("devswap", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("devswap")
