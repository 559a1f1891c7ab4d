"""Past forecasts beside what came of them: error, coverage and money."""
