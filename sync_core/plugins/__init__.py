"""The contract of plugins, finding them, and the engines that they load."""
