"""PostgreSQL as Django knows it, with a pool that finds its way back at once; the ENGINE of the settings."""
