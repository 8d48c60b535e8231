"""What readers see: the report's data and the boundaries of its map."""
