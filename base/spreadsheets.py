"""PURE. Cells of a CSV file that a spreadsheet shows and does not run."""

import unicodedata

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """Spreadsheets run a text that begins with one of these signs; with an apostrophe before it they show it."""
    if not isinstance(cell, str):
        return cell
    seen = unicodedata.normalize("NFKC", cell)  # full-width signs are signs too, and blanks before one hide it
    return f"'{cell}" if seen.startswith(FORMULAS) or seen.strip().startswith(FORMULAS) else cell
