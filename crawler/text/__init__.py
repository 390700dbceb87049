"""The text as the authority wrote it: repair of damaged Chinese text, in one ordered plan (`crawler.text.plan`).

Pure: text in, text out. `clean` for a whole document, `clean_field` for one line, `repair` and `trim` for the two
halves of the plan, `explain` for what each fix changed.
"""

from crawler.text.plan import Change, Cleaned, clean, clean_field, explain, repair, trim
from crawler.text.script import script_of

__all__ = ["Change", "Cleaned", "clean", "clean_field", "explain", "repair", "script_of", "trim"]
