"""Money: an amount and its currency, never one without the other."""

from dataclasses import dataclass

from matchmaker.errors import FieldError, ValidationFailedError


@dataclass(frozen=True)
class Money:
    """A non-negative amount in an ISO 4217 currency."""

    amount: float
    currency: str

    def in_currency(self, currency: str) -> float:
        """The amount, refused when it is in another currency: nothing is converted silently."""
        if self.currency != currency:
            raise ValidationFailedError(
                f"expected an amount in {currency}, got {self.currency}; convert it first, matchmaker never does",
                errors=[FieldError("/currency", currency, self.currency)],
            )
        return self.amount
