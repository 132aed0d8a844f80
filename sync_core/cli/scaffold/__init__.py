"""New plugin packages, written from templates that work as they stand."""

from sync_core.cli.scaffold.package import KINDS, LICENSES, check_new, write_package

__all__ = ["KINDS", "LICENSES", "check_new", "write_package"]
