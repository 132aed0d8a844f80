"""Which modules of this project import which, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from attrs import frozen

__all__ = ["ImportGraph"]


@frozen(slots=False)
class ImportGraph:
    """The modules of some packages, and the imports between them."""

    roots: tuple[Path, ...]
    """The packages' folders."""

    @cached_property
    def sources(self) -> Mapping[str, Path]:
        """The file of each module; templates of new packages are none."""
        found = {}
        for root in self.roots:
            for path in sorted(root.rglob("*.py")):
                parts = path.relative_to(root.parent).with_suffix("").parts
                if "templates" in parts:
                    continue
                if parts[-1] == "__init__":
                    parts = parts[:-1]
                found[".".join(parts)] = path
        return found

    @cached_property
    def every(self) -> Mapping[str, frozenset[str]]:
        """All imports: also those in functions, and those for type checkers only."""
        return {name: frozenset(self._imports(name, True)) for name in self.sources}

    @cached_property
    def at_import(self) -> Mapping[str, frozenset[str]]:
        """What is imported together with each module."""
        return {name: frozenset(self._imports(name, False)) for name in self.sources}

    def _imports(self, module: str, every: bool) -> Iterator[str]:
        tree = ast.parse(self.sources[module].read_text(encoding="utf-8"))
        for node in _walk(tree, every):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                base = self._base(module, node)
                names = [self._known(f"{base}.{a.name}", base) for a in node.names]
            for name in names:
                if name in self.sources and name != module:
                    yield name

    def _base(self, module: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        is_package = self.sources[module].name == "__init__.py"
        parts = module.split(".")
        kept = parts[: len(parts) - node.level + is_package]
        return ".".join([*kept, *filter(None, [node.module])])

    def _known(self, name: str, otherwise: str) -> str:
        return name if name in self.sources else otherwise


def _walk(node: ast.AST, every: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif every:
            yield from _walk(child, every)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for other in child.orelse:
                yield from _walk(ast.Module([other], []), every)
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _walk(child, every)
