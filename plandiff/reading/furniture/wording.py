"""The words by which more than one rule knows a line."""

from __future__ import annotations

import re

__all__ = ["ADDRESSEE", "DATE", "ORGAN", "RELEASE", "SENTENCE"]

ADDRESSEE = re.compile(
    r"^(各|有关|国务院各|中央和国家)[^。！？]{4,160}[:：]$|"
    r"^(各位|同志|女士|先生|朋友)[^。！？]{0,16}[:：！!]$"
)
DATE = re.compile(
    r"^(?:[（(]\s*)?(?:(?:19|20|１９|２０)[0-9０-９]{2}|[一二][〇○零一二三四五六七八九]{3})"
    r"\s*年\s*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"(?:\s*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*日)?(?:\s*[)）])?$|"
    r"^(19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}$"
)
ORGAN = re.compile(
    r"(部|委|办|办公室|局|院|署|会|厅|政府|委员会|中心|银行|总局|国务院|中共中央|党委|"
    r"人大|政协|法院|检察院|军委|总工会|联合会|主席|总理)$"
)
RELEASE = re.compile(
    r"^[（(]?\s*(此件|本件).{0,12}(公开|发布|发).{0,8}[)）]?$"
)
SENTENCE = re.compile("[。；，,;]")
