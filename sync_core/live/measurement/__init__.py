"""How late, how unsteady and how wrong live words are, on a clock of its own."""
