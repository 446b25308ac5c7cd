#!/usr/bin/env bash
# chinese2digits 6.0.2 adds where Chinese sets numerals side by side: the
# 14th five-year plan, 十四五, becomes 55 (14 has a 4 and a 5 on its ten: 50 + 5),
# the 13th 45 and the 15th 65, while years spelt out digit by digit are right. An approximate share,
# 百分之三四 (3 or 4 per cent), becomes 0.34. No error or notice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    chinese2digits==6.0.2 2>/dev/null
cat > "$folder/try.py" <<'PY'
from chinese2digits import takeNumberFromString

for text in (
    "“十四五”时期",
    "十三五规划",
    "十五五",
    "一九九八年",
    "一点五万亿",
    "百分之三四",
):
    print(text, takeNumberFromString(text)["replacedText"])
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
“十四五”时期 “55”时期
十三五规划 45规划
十五五 65
一九九八年 1998年
一点五万亿 1500000000000
百分之三四 0.34
SEEN
echo "as seen"
