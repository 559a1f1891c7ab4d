"""Where this code lies, and which commit of it is checked out."""

import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def commit(folder: Path) -> str:
    """The commit checked out in `folder`, with "-dirty" when tracked files differ; "unknown" outside git."""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--exclude", "*", "--abbrev=40"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
