"""How the authenticity model is made: each head by its own recipe, all of them in one bundle."""

from training.authenticity.trainer import TRAINER, AuthenticityRecipe

__all__ = ["TRAINER", "AuthenticityRecipe"]
