"""`python -m matchmaker.api.openapi [--check] [FILE]`: write the OpenAPI document, or say that the file is out of date."""

import argparse
import json
import sys
from pathlib import Path

from matchmaker.api.app import create_app
from matchmaker.settings import Settings


def openapi_text() -> str:
    """The document as it is committed; it does not depend on the environment."""
    document = create_app(Settings(host="127.0.0.1")).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with --check compare it; 1 when it differs."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.api.openapi", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=Path("openapi.json"))
    parser.add_argument("--check", action="store_true", help="compare instead of write")
    asked = parser.parse_args(arguments)
    text = openapi_text()
    if not asked.check:
        asked.file.write_text(text, encoding="utf-8")
        return 0
    if asked.file.is_file() and asked.file.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{asked.file} is out of date: run python -m matchmaker.api.openapi {asked.file}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
