"""Forecasts of planned posts: one table for requests and files."""
