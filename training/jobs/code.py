"""Which code makes a model? One digest over every module that a trainer reaches and what it computes with."""

import ast
import hashlib
import platform
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

import matchmaker
import training
from matchmaker.resources import resource_folder

_ROOTS = {package.__name__: Path(package.__path__[0]) for package in (matchmaker, training)}
# Readers are chosen by name while a recipe is read, so that no import statement shows which.
ALWAYS = tuple(
    f"training.datasets.{path.stem}" for path in sorted((Path(training.__path__[0]) / "datasets").glob("*.py"))
)
BESIDE = (".toml", ".json", ".txt", ".csv")  # word lists and the like, read by the module they lie beside
ENCODERS = ("encoder", "encoder-turn", "static-encoder")
COMPUTING = ("lightgbm", "numpy", "onnxruntime", "pandas", "polars", "scikit-learn", "scipy", "tokenizers")


@cache
def code_digest(module: str) -> str:
    """SHA-256 over the sources reachable from `module`, the data files beside them, the encoders, and the libraries."""
    lines = [f"{name} {_sha256(path)}" for name, path in sorted(sources(module).items())]
    lines += [f"{name} {found}" for name, found in computing_versions().items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def sources(module: str) -> dict[str, Path]:
    """Files by a name that does not depend on where the code is installed."""
    found: dict[str, Path] = {}
    waiting = [module, *ALWAYS]
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is None or name in found:
            continue
        found[name] = path
        waiting += _imported(path)
        waiting += [name.rpartition(".")[0]] if "." in name else []
    beside = {
        f"{name.rpartition('.')[0]}/{file.name}": file
        for name, path in found.items()
        for file in path.parent.iterdir()
        if file.suffix in BESIDE
    }
    models = resource_folder("models")
    encoders = {name: models / name / "bundle" / "manifest.json" for name in ENCODERS}
    return found | beside | {name: path for name, path in encoders.items() if path.is_file()}


def computing_versions() -> dict[str, str]:
    """Versions of Python and of the libraries whose numbers go into a model."""
    return {"python": platform.python_version()} | {name: version(name) for name in COMPUTING}


@cache
def installed() -> str:
    """Every installed distribution with its version, one a line, as pip freeze has them."""
    names = {f"{found.metadata['Name'].lower()}=={found.version}" for found in distributions()}
    return "".join(f"{line}\n" for line in sorted(names))


def _file(name: str) -> Path | None:
    """The source of a module of ours, or of a loaded one; None for libraries and for what is no module.

    Found by name alone: to ask Python for it would import everything above it.
    """
    top, *below = name.split(".")
    if top not in _ROOTS:
        file = getattr(sys.modules.get(name), "__file__", None)
        return Path(file) if file else None
    path = _ROOTS[top].joinpath(*below)
    module = path.with_name(f"{path.name}.py")
    return next((found for found in (module, path / "__init__.py") if found.is_file()), None)


def _imported(path: Path) -> Iterator[str]:
    """What a file imports of ours; `from a import b` may mean the module a.b."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in _ROOTS)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in _ROOTS:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
