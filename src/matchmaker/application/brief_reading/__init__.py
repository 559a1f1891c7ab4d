"""What does a brief in plain words ask for, and what does it rule out? Read offline, by rules that can be looked up."""

from matchmaker.application.brief_reading.reading import Understood, understand

__all__ = ["Understood", "understand"]
