"""Files that hold a diff or a table; `tables` picks the writer by suffix."""
