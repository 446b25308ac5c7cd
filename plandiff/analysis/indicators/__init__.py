"""Indicators: the quantities that plans state, and what came of them.

`table` lists them; `quantities`, `units`, `subjects`, `placing` and
`tabulated` read them; `ledger` sets targets against outcomes
from `statements`; `arithmetic` checks the growth that plans state.
"""

from plandiff.analysis.indicators.ledger import ledger
from plandiff.analysis.indicators.table import indicator_table

__all__ = ["indicator_table", "ledger"]
