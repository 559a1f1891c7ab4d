"""Logs as JSON lines on stderr: events, ids, codes and times; no captions, names or keys."""

import logging
import sys

import structlog


def configure_logs() -> None:
    """Send structlog's events, and warnings of the libraries, to stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
