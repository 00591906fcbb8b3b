"""Reads from source which acts the journal is told of, also where a name comes through an argument or a variable."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOMS = ("base", "members", "elections", "nominees", "ballots", "community", "pages", "office")
WRITERS = ("journal.write", "write_line")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def written(root: Path) -> set[str]:
    """The name of every act in the code of the rooms."""
    paths = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return {act for path in paths for act in written_in(path.read_text(encoding="utf-8"))}


def written_in(source: str) -> Iterator[str]:
    """The names in one module. Raises LookupError for one that cannot be read from it."""
    tree = ast.parse(source)
    for function in _functions(tree):
        for call in (call for writer in WRITERS for call in _calls(function, writer)):
            if function.name not in WRITERS:  # what such a function writes is what it is called with
                yield from _values(call.args[0], function, tree)


def _values(node: ast.expr, function: Function, tree: ast.Module) -> list[str]:
    """Everything that an expression can be."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return _values(node.body, function, tree) + _values(node.orelse, function, tree)
        case ast.JoinedStr():
            pieces = (piece.value if isinstance(piece, ast.FormattedValue) else piece for piece in node.values)
            return ["".join(each) for each in product(*(_values(piece, function, tree) for piece in pieces))]
        case ast.Name(id=name):
            if found := [value for given in _given(name, function, tree) for value in _values(*given, tree)]:
                return found
    raise LookupError(f"{function.name} writes an act whose name cannot be read: {ast.unparse(node)}")


def _given(name: str, function: Function, tree: ast.Module) -> Iterator[tuple[ast.expr, Function]]:
    """What a name was set to: in the function, or by those who call it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == name for target in node.targets):
            yield node.value, function
    positions = [argument.arg for argument in function.args.args]
    for caller in _functions(tree):
        for call in _calls(caller, function.name):
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            if name in named:
                yield named[name], caller
            elif name in positions and positions.index(name) < len(call.args):
                yield call.args[positions.index(name)], caller


def _functions(tree: ast.Module) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _calls(function: Function, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
            yield node
