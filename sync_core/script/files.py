"""Reading scripts from files: UTF-8 text or SSML."""

from __future__ import annotations

from pathlib import Path

from sync_core.base.errors import ScriptError
from sync_core.script.markup import is_ssml
from sync_core.script.script import Script

__all__ = ["read_script", "read_ssml"]


def read_script(path: str | Path) -> str:
    """Read a UTF-8 text file without its byte order mark.

    Raises:
        ScriptError: The file cannot be read or is not UTF-8.
    """
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScriptError(f"cannot read the script '{path}': {reason}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"the script '{path}' is not UTF-8 (byte 0x{data[error.start]:02x} at "
            f"offset {error.start}): save it as UTF-8"
        ) from error


def read_ssml(path: str | Path) -> Script:
    """Read a UTF-8 file that must be SSML.

    Raises:
        ScriptError: The file cannot be read, has no words, or is not SSML.
    """
    text = read_script(path)
    if not is_ssml(text):
        raise ScriptError(f"the script '{path}' is not SSML: it begins with no <speak>")
    return Script.parse(text)
