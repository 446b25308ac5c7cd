"""All that is known of Chinese, defined once and used by every other room.

Read in this order: `characters` (the folded view that rules read),
`normalize` (the comparable form and its offset map, the scripts), `tokens`
(words), `numerals`, `numbering` (marks before headings and
clauses), `years` (dates, years, plan cycles), `planparts` (situation, aims,
measures).
"""
