#!/usr/bin/env bash
# OpenCC 1.4.2: the configuration that is recommended for Taiwan's wording,
# tw2sp, rewrites words of law that mean the same on both sides of the strait:
# 程序 (procedure) becomes 进程 (process of a computer) and 文件 (document)
# becomes 文档, also inside 法定程序 and in text that is simplified already.
# t2s in turn leaves 著 where mainland text has 着. tw2s does neither.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    opencc==1.4.2 2>/dev/null
cat > "$folder/try.py" <<'PY'
import opencc

texts = ("依法定程序公告文件，著力改善。", "依法定程序公告文件，着力改善。")
for name in ("tw2sp", "tw2s", "t2s"):
    convert = opencc.OpenCC(name).convert
    print(f"{name:6}", *(convert(text) for text in texts))
PY
"$folder/venv/bin/python" "$folder/try.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
tw2sp  依法定进程公告文档，着力改善。 依法定进程公告文档，着力改善。
tw2s   依法定程序公告文件，着力改善。 依法定程序公告文件，着力改善。
t2s    依法定程序公告文件，著力改善。 依法定程序公告文件，着力改善。
SEEN
echo "as seen"
