"""The built-in plugins, loaded by the same entry points as anyone's."""
