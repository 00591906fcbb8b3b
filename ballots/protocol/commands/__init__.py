"""What `python -m ballots.protocol` can do, a command a module: they ask, read and write; the library does the rest."""
