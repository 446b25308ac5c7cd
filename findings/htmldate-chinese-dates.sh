#!/usr/bin/env bash
# htmldate 1.11.0 does not read a date written with 年月日: of
# "2022年01月12日" it keeps the year and answers 1 January. Where the page also
# names the period of its plan, the answer is that of the period: the first year,
# or with original_date=False the last, so a plan for 2021 to 2025 that came out
# in 2022 is dated 2025. The same page with "2022-01-12" is read rightly. Without
# extensive_search there is no answer, which is the honest one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    htmldate==1.11.0 lxml==6.1.3 dateparser==1.5.0 2>/dev/null
cat > "$folder/try.py" <<'PY'
from htmldate import find_date

PAGE = "<html><body><span>发布日期：{}</span><p>{}</p></body></html>"
period = "本规划的期限为2021年至2025年。"
for date in ("2022年01月12日", "2022-01-12"):
    for text in ("农村物流规划。", period):
        page = PAGE.format(date, text)
        print(
            date,
            text,
            find_date(page, original_date=True),
            find_date(page, original_date=False),
            find_date(page, extensive_search=False),
        )
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
2022年01月12日 农村物流规划。 2022-01-01 2022-01-01 None
2022年01月12日 本规划的期限为2021年至2025年。 2021-01-01 2025-01-01 None
2022-01-12 农村物流规划。 2022-01-12 2022-01-12 2022-01-12
2022-01-12 本规划的期限为2021年至2025年。 2022-01-12 2022-01-12 2022-01-12
SEEN
echo "as seen"
