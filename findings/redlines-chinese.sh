#!/usr/bin/env bash
# redlines 0.6.2 cuts at blanks and paragraph marks, so a Chinese clause is one
# token: where one word of a clause changed, the whole clause is shown as struck
# out and written anew. The same sentence in English gives the one word. (The
# package also needs typing_extensions, which it does not ask for.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    redlines==0.6.2 typing_extensions==4.15.0 2>/dev/null
cat > "$folder/try.py" <<'PY'
from redlines import Redlines

for old, new in (
    ("加快农村物流体系建设，完善三级网络。", "加快农村物流体系建设，健全三级网络。"),
    ("Build rural logistics and improve the network.",
     "Build rural logistics and complete the network."),
):
    plain = Redlines(old, new, markdown_style="none").output_markdown
    print(plain)
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
<del>加快农村物流体系建设，完善三级网络。</del><ins>加快农村物流体系建设，健全三级网络。</ins>
Build rural logistics and <del>improve </del><ins>complete </ins>the network.
SEEN
echo "as seen"
