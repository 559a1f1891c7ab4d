"""Tuning: which values of a recipe's keys are best on rows that neither taught nor chose them."""
