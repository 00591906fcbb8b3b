"""Tags of the community room."""
