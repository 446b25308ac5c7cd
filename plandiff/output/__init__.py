"""Output: charts, files and reports made from tables."""
