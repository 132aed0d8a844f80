"""How late, how unsteady and how wrong live words are."""
