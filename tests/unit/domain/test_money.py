"""Money is never converted silently."""

import pytest

from matchmaker.domain.money import Money
from matchmaker.errors import ValidationFailedError


def test_an_amount_in_its_own_currency_is_itself() -> None:
    assert Money(380.0, "EUR").in_currency("EUR") == 380.0


def test_another_currency_is_refused() -> None:
    with pytest.raises(ValidationFailedError, match="expected an amount in USD, got EUR"):
        Money(380.0, "EUR").in_currency("USD")
