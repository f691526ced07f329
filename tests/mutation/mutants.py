"""The small errors that can be planted in a module, made from its syntax tree."""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr,
}  # fmt: skip
# What only types say, and what only stops a programmer's own error.
PASSED_OVER = {"annotation", "returns", "decorator_list", "type_params", "keywords of a class"}
LONGEST = 110
MODULE = "module"


class Mutant(NamedTuple):
    """One error: where it is and what it changes, and the source of the module with it."""

    name: str
    source: str


def list_mutants(source: str) -> list[Mutant]:
    """Return every error that can be planted in a module, in the order of its text."""
    tree, seen, found = ast.parse(source), Counter[str](), []
    for place, holder, slot, new in _list_changes(tree, MODULE):
        old = _get(holder, slot)
        name = f"{place}: {_short(old)} -> {_short(new)}"
        seen[name] += 1
        _put(holder, slot, new)
        found.append(Mutant(name if seen[name] == 1 else f"{name} ({seen[name]})", ast.unparse(tree)))
        _put(holder, slot, old)
    return found


Slot = tuple[str, int | None]
Change = tuple[str, ast.AST, Slot, ast.AST]


def _list_changes(node: ast.AST, place: str) -> Iterator[Change]:
    if isinstance(node, ast.Assert):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        place = node.name if place == MODULE else f"{place}.{node.name}"
    elif isinstance(node, ast.Assign | ast.AnnAssign) and place == MODULE:
        place = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    for slot, child in _list_children(node):
        for new in _errors_for(child, tested=slot[0] == "test"):
            yield place, node, slot, new
        yield from _list_changes(child, place)


def _list_children(node: ast.AST) -> Iterator[tuple[Slot, ast.AST]]:
    for name, value in ast.iter_fields(node):
        key = "keywords of a class" if name == "keywords" and isinstance(node, ast.ClassDef) else name
        if key in PASSED_OVER:
            continue
        if isinstance(value, ast.AST):
            yield (name, None), value
        elif isinstance(value, list):
            yield from (((name, at), one) for at, one in enumerate(value) if isinstance(one, ast.AST))


def _errors_for(node: ast.AST, *, tested: bool) -> Iterator[ast.AST]:
    """The nodes that could stand in the place of this one by mistake."""
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            ops = [*node.ops[:at], FLIPPED[type(op)](), *node.ops[at + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif tested:
        yield ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)
    elif _does_something(node):
        yield ast.Pass()


def _does_something(node: ast.AST) -> bool:
    """A statement that could have been left out."""
    return isinstance(node, ast.Raise | ast.Continue) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _get(holder: ast.AST, slot: Slot) -> ast.AST:
    value = getattr(holder, slot[0])
    return value if slot[1] is None else value[slot[1]]


def _put(holder: ast.AST, slot: Slot, node: ast.AST) -> None:
    if slot[1] is None:
        setattr(holder, slot[0], node)
    else:
        getattr(holder, slot[0])[slot[1]] = node


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
