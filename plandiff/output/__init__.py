"""Output: charts (`plots`), files (`writers`) and pages made from tables.

All wording that a reader sees, in Chinese and English, stands in `words`.
"""
