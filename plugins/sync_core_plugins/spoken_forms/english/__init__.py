"""English spoken forms."""
