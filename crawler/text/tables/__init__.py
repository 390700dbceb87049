"""The compact tables of the text plan. ``language.txt.xz`` is built by ``tools/build_language.py``, which names its sources."""
