"""Reading: from a file, in any format, to a lossless Document."""
