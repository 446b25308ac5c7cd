"""HTML pages: the report, the diff, how a file was read."""
