"""PURE. Cells of a CSV file that a spreadsheet shows and does not run."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """Spreadsheets run a text that begins with one of these signs; with an apostrophe before it they show it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
