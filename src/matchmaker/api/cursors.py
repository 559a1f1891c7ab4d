"""Opaque cursors of lists: the id of the last thing on a page."""

import base64

from matchmaker.errors import FieldError, ValidationFailedError


def cursor_after(last_id: str) -> str:
    """The cursor of the page that begins after this id."""
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def id_of(cursor: str) -> str:
    """The id that a cursor holds; ValidationFailedError for what no page gave."""
    try:
        return base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii")).decode("ascii")
    except ValueError:
        raise no_cursor(cursor) from None


def no_cursor(cursor: str) -> ValidationFailedError:
    """What is said of a cursor that no page gave, or whose place is gone."""
    fault = FieldError("/cursor", "the next_cursor of a page", cursor[:80])
    return ValidationFailedError("expected a cursor that a page gave; start without one", errors=[fault])
