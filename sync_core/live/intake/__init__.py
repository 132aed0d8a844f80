"""Chunks of any form to the samples that engines take."""
