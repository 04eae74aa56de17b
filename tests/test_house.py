"""The house is built as `dateline help design` draws it: layers, words, and the sizes of its rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

from places import ROOT

HOUSE = ROOT / "src" / "dateline"
WINGS = {
    "errors.py", "values", "events", "log", "state", "imports", "answers", "exports", "graphql", "web", "notebook",
    "cli", "docs",
}  # fmt: skip
DOORS = {"__init__.py", "__main__.py", "py.typed"}

API = ("graphql/types/", "graphql/inputs/", "graphql/enums.py", "graphql/query.py")
"""The names of the API, which the domain's words are on purpose."""
NOTEBOOK = "notebook/"
"""The names of `dateline help python`, which are the domain's words on purpose."""
KINDS = ("events/kinds.py", "events/deals.py", "events/measured.py", "events/milestones.py", "events/acts.py")
PARTS = "state/parts/"
"""What events of a kind add up to is called as the kind is."""


@cache
def trees() -> dict[str, ast.Module]:
    """The source of every module, by its path inside the package."""
    paths = sorted(HOUSE.rglob("*.py"))
    return {path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def module_of(path: str) -> str:
    return ".".join(("dateline", *Path(path).with_suffix("").parts)).removesuffix(".__init__")


def imports_of(path: str) -> Iterator[tuple[str, str | None]]:
    """Every import of a module of the package, wherever it stands: (module, name)."""
    for node in ast.walk(trees()[path]):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "dateline":
            yield from ((node.module, name.name) for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, None) for name in node.names if name.name.partition(".")[0] == "dateline")


def test_the_root_shows_the_sentence() -> None:
    shown = {path.name for path in HOUSE.iterdir()} - {"__pycache__"}
    assert shown == WINGS | DOORS


def test_the_top_level_holds_what_was_agreed_and_nothing_else() -> None:
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown = {path.partition("/")[0] for path in kept.split("\0") if path}
    agreed = {"pyproject.toml", "README.md", "src", "tests", "events", "schema.graphql"}
    assert {name for name in shown if not name.startswith(".")} == agreed


def test_no_layer_is_broken() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_modules_import_each_other_in_a_circle_anywhere() -> None:
    modules = {module_of(path) for path in trees()}
    goes_to: dict[str, set[str]] = {}
    for path in trees():
        if path == "__init__.py":  # the door: what `dateline.open` needs is loaded when it is asked for
            continue
        found = {f"{module}.{name}" if f"{module}.{name}" in modules else module for module, name in imports_of(path)}
        goes_to[module_of(path)] = (found & modules) - {module_of(path)}
    waiting = dict(goes_to)
    while free := [module for module, needs in waiting.items() if not needs & waiting.keys()]:
        for module in free:
            del waiting[module]
    assert waiting == {}


def test_types_need_no_imports_of_their_own() -> None:
    assert [path for path in trees() if "TYPE_CHECKING" in ast.dump(trees()[path])] == ["__init__.py"]


def test_what_is_private_to_a_module_is_not_imported() -> None:
    private = [
        (path, module, name)
        for path in trees()
        for module, name in imports_of(path)
        if name is not None and name.startswith("_") and not name.startswith("__")
    ]
    assert private == []


def names_of(path: str) -> Iterator[str]:
    """The classes of a module, and its aliases of types."""
    for node in trees()[path].body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() | ast.BinOp()):
                if name[0].isupper() and not name.isupper():
                    yield name


def test_a_word_has_one_meaning() -> None:
    """No class, and no alias of a type, has the name of another one by accident."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in trees():
        if not path.startswith((*API, NOTEBOOK)):
            for name in names_of(path):
                places[name].append(path)
    by_accident = {
        name: where
        for name, where in places.items()
        if len(where) > 1 and not all(path in KINDS or path.startswith(PARTS) for path in where)
    }
    assert by_accident == {}


def test_a_file_says_one_thing() -> None:
    lines = {path: len((HOUSE / path).read_text(encoding="utf-8").splitlines()) for path in trees()}
    assert {path: count for path, count in lines.items() if count > 300} == {}
    assert median(count for path, count in lines.items() if not path.endswith("__init__.py")) < 110


def functions() -> Iterator[tuple[str, int]]:
    """Every function, and how many lines its body has, without its docstring."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield f"{path}:{node.name}", length


def test_functions_are_short() -> None:
    lengths = list(functions())
    assert [name for name, length in lengths if length > 40] == []
    assert median(length for _, length in lengths) <= 4


def test_every_package_says_what_it_is_and_what_it_may_import() -> None:
    packages = [path for path in trees() if path.endswith("__init__.py") and path != "__init__.py"]
    silent = [path for path in packages if "May import" not in (ast.get_docstring(trees()[path]) or "")]
    assert silent == []
