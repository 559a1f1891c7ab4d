"""Who first? Eligibility, value, reasons and policy: pure functions."""
