"""Analysis: tables computed from documents and alignments."""
