#!/usr/bin/env bash
# zhconv 1.4.3 has no words for the measure 里: for Taiwan and Hong Kong it writes
# kilometre, 公里, as 公裡 or 公裏 and milestone, 里程碑, as 裡程碑, with the
# character for "inside" (right in 家裡). Back in the mainland script both read
# rightly again, so a round trip does not show it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    zhconv==1.4.3 2>/dev/null
cat > "$folder/try.py" <<'PY'
from zhconv import convert

for text in ("里程碑", "公里", "家里"):
    print(text, *(convert(text, place) for place in ("zh-tw", "zh-hk")))
print(convert(convert("公里", "zh-tw"), "zh-cn"))
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
里程碑 裡程碑 裏程碑
公里 公裡 公裏
家里 家裡 家裏
公里
SEEN
echo "as seen"
