"""Reads imports from source, and finds those that run against the one-way law of rooms."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

LINE = ("base", "members", "elections", "nominees", "ballots", "community")
JOINS = ("pages", "office")  # at the end of the line, side by side
ABOVE_THE_LAW = ("config", "demo")  # they wire and show all rooms; no room may import them
ROOMS = (*LINE, *JOINS)
OURS = (*ROOMS, *ABOVE_THE_LAW)
PROTOCOL = "ballots.protocol"  # imports nothing of ours; any room may import it
IMPURE = (
    "django",
    "psycopg",
    "procrastinate",
    "allauth",
    "time",
    "random",
)  # `secrets` may stand as the default of an argument


def modules(root: Path) -> Iterator[tuple[str, str]]:
    """Each module of ours: its dotted name (a package's ends in `__init__`) and its source."""
    for room in OURS:
        for path in sorted((root / room).rglob("*.py")):
            yield ".".join(path.relative_to(root).with_suffix("").parts), path.read_text(encoding="utf-8")


def imports(name: str, source: str) -> Iterator[str]:
    """Every imported module, inside functions and under TYPE_CHECKING too, as an absolute dotted name."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (ast.literal_eval(argument) for argument in node.args[:1] if is_text(argument))


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def migrations_needed(source: str) -> Iterator[str]:
    """The rooms that a migration depends on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"dependencies", "run_before"}:
            for dependency in ast.walk(node.value):
                if isinstance(dependency, ast.Tuple) and is_text(dependency.elts[0]):
                    yield ast.literal_eval(dependency.elts[0])


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def may_import(importer: str, imported: str) -> bool:
    """The law for two modules of ours."""
    if within(importer, PROTOCOL):
        return within(imported, PROTOCOL)
    if within(imported, PROTOCOL):
        return True
    one, other = importer.split(".", 1)[0], imported.split(".", 1)[0]
    if one == other or one in ABOVE_THE_LAW:
        return True
    if other in ABOVE_THE_LAW:
        return False
    if one in JOINS:
        return other in LINE
    return other in LINE[: LINE.index(one)]


def breaches(name: str, source: str, pure: Iterable[str]) -> Iterator[str]:
    """Each import of this module that the law forbids, as a sentence."""
    is_pure = within(name, PROTOCOL) or name in pure
    for imported in imports(name, source):
        room = imported.split(".")[0]
        if room in OURS and not may_import(name, imported):
            yield f"{name} must not import {imported}"
        if is_pure and room in IMPURE:
            yield f"{name} is pure and must not import {imported}"
    if ".migrations." in name:
        for room in migrations_needed(source):
            if room in OURS and not may_import(name, room):
                yield f"{name} must not depend on {room}"
